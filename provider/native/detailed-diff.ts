import { messagePath } from "../pulumi/message-path";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { isRecord } from "../validation/is-record";
import { DIFF_KINDS } from "./protocol";

/** How one property differs. */
export interface Difference {
  /** Path of the property: `qos`, or `messages["a/b"]`. */
  key: string;
  value: { kind: number; inputDiff: true };
}

/**
 * How arguments differ from those of before, each message of a set by itself. The engine finds inside of a value what differs
 * there, also in a text of JSON.
 *
 * @param replaces names of the arguments whose change replaces the resource
 * @param secrets names of secret arguments: if all messages are secret, no topic is told
 */
export function differences(
  olds: PropertyBag,
  news: PropertyBag,
  { replaces, secrets }: { replaces: readonly string[]; secrets: readonly string[] },
): Difference[] {
  const isTold = !secrets.includes("messages") && !secrets.includes("exclusive");
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])].flatMap((name) => {
    const [before, now] = [olds[name], news[name]];
    if (name === "messages" && isTold && isRecord(before) && isRecord(now)) {
      return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((topic) =>
        difference(messagePath(topic), before[topic], now[topic], false),
      );
    }
    return difference(name, before, now, replaces.includes(name));
  });
}

function difference(key: string, before: unknown, now: unknown, replaces: boolean): Difference[] {
  if (isSame(before, now)) return [];
  const { add, addReplace, delete: gone, deleteReplace, update, updateReplace } = DIFF_KINDS;
  const [plain, replacing] =
    before === undefined ? [add, addReplace] : now === undefined ? [gone, deleteReplace] : [update, updateReplace];
  return [{ key, value: { kind: replaces ? replacing : plain, inputDiff: true } }];
}

function isSame(before: unknown, now: unknown): boolean {
  if (typeof before !== "object" || typeof now !== "object") return before === now && !isUnknown(now);
  // What is unknown may turn out to be the same, but a preview says that it may differ.
  return JSON.stringify(before) === JSON.stringify(now) && !isUnknown(now);
}
