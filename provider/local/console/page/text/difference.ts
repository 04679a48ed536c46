import { diffArrays } from "diff";
import { jsonLines, lineText } from "../../../../text/json-lines";
import type { MessageView } from "../../wire";
import { fromBase64, hexLines, toText } from "./bytes";

/** A line of a difference, or lines that are the same and left out. */
export type DiffLine = { kind: "same" | "added" | "removed"; text: string } | { kind: "skipped"; count: number };

/** Lines around a change that are shown with it. */
const context = 3;
/** Two texts that have little in common take too long to compare. */
const timeoutMs = 500;

/** What differs between a message and the one after it, if there is one; undefined if that takes too long. */
export function differenceOf(before: MessageView, after: MessageView | null): DiffLine[] | undefined {
  const changes = diffArrays(linesOf(before), after === null ? [] : linesOf(after), { timeout: timeoutMs });
  return changes?.flatMap(({ value, added, removed }, index): DiffLine[] => {
    if (added || removed) return value.map((text) => ({ kind: added ? "added" : "removed", text }));
    return shortened(value, index === 0, index === changes.length - 1);
  });
}

function shortened(lines: readonly string[], isFirst: boolean, isLast: boolean): DiffLine[] {
  const [head, tail] = [isFirst ? 0 : context, isLast ? 0 : context];
  const same = (text: string): DiffLine => ({ kind: "same", text });
  const count = lines.length - head - tail;
  if (count <= 1) return lines.map(same);
  return [...lines.slice(0, head).map(same), { kind: "skipped", count }, ...lines.slice(lines.length - tail).map(same)];
}

function linesOf(message: MessageView): string[] {
  const { qos, contentType, payloadFormatIndicator, responseTopic, correlationData, messageExpiry } = message;
  const properties = { qos, contentType, payloadFormatIndicator, responseTopic, correlationData, messageExpiry };
  return [
    ...Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])),
    ...message.userProperties.map(([key, value]) => `user property ${JSON.stringify(key)}: ${JSON.stringify(value)}`),
    "",
    ...payloadLines(fromBase64(message.payload)),
  ];
}

function payloadLines(bytes: Uint8Array): string[] {
  const text = toText(bytes);
  if (text === undefined) return hexLines(bytes);
  return jsonLines(text)?.map(lineText) ?? text.split("\n");
}
