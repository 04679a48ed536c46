import fc from "fast-check";
import { readMarker } from "../../provider/messages/marker";
import { isWithin } from "../../provider/messages/rollout";
import type { UserProperty } from "../../provider/messages/user-properties";
import { type Course, FakeAccount, FakeDataPlane } from "../support/fake-data-plane";
import { courseWith, RUNS } from "../support/mishaps";
import { ModelResource, OWNER } from "../support/model-engine";
import type { HostName } from "../support/model-hosts";

// Waits of reading back take no time here.
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

// Shares of 79, 24, 90, 13, 15 and 80 percent.
const topics = ["a", "b", "c/d", "c/e", "f", "g"];
const foreign: UserProperty[] = [["managed-by", "pulumi:acme/other/prod/set#ffffffffffff"]];

const topic = fc.constantFrom(...topics);
const payload = fc.constantFrom("one", "two", "three");
const message = fc.oneof(payload, fc.record({ payload, contentType: fc.constantFrom("text/plain", "text/html") }));
const defaults = fc.constantFrom(undefined, undefined, { contentType: "text/csv" }, { qos: 0 as const });
const percent = fc.constantFrom(undefined, 100, 60, 30, 0);
const first = fc.constantFrom<string[][]>([], [], ["c/**"]);

interface Args {
  messages: Record<string, unknown>;
  defaults?: { contentType?: string; qos?: 0 | 1 };
  rollout?: { percent?: number; first: string[] };
  marker: true;
}

const argsOf = fc
  .record({ messages: fc.dictionary(topic, message, { minKeys: 1 }), defaults, percent, first })
  .map(({ messages, defaults, percent, first }): Args => {
    const rollout = percent === undefined ? {} : { rollout: { percent, first } };
    return { messages, ...(defaults === undefined ? {} : { defaults }), ...rollout, marker: true };
  });

/** What happens: to the stack, or to the account behind its back. */
type Step =
  | { kind: "up"; args: Args; wrong: Course }
  | { kind: "refresh" }
  | { kind: "outside"; topic: string; payload: string; isForeign: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("up" as const), args: argsOf, wrong: courseWith() }) },
  { weight: 1, arbitrary: fc.constant({ kind: "refresh" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("outside" as const),
      topic,
      payload: fc.constantFrom("", "theirs", "one"),
      isForeign: fc.boolean(),
    }),
  },
);

/** A message as a device sees it. */
function seen({ defaults }: Args, value: unknown): object {
  const own = typeof value === "string" ? { payload: value } : (value as object);
  const { payload, qos, contentType } = { qos: 1, contentType: undefined, ...defaults, ...own } as {
    payload: string;
    qos: number;
    contentType: string | undefined;
  };
  return { payload, qos, contentType };
}

/** What each topic has once a change has reached all topics. */
const whole = (args: Args) =>
  new Map(Object.entries(args.messages).map(([topic, value]) => [topic, seen(args, value)]));

function live(account: FakeAccount, topic: string): object | undefined {
  const message = account.live.has(topic) ? account.published.get(topic) : undefined;
  if (message === undefined) return undefined;
  const { payload, qos, contentType } = message;
  return { payload: Buffer.from(payload).toString(), qos, contentType };
}

const isUnderWay = ({ rollout }: Args) => (rollout?.percent ?? 100) < 100;

function isEarly({ rollout: { percent = 100, first = [] } = { first: [] } }: Args, topic: string): boolean {
  return percent > 0 && (isWithin(topic, percent) || (first.length > 0 && topic.startsWith("c/")));
}

test.each<HostName>(["dynamic", "native"])(
  "%s: whatever happens, each topic ends with the declared message or the one of before, and none is empty",
  async (host) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), argsOf, async (steps, last) => {
        const account = new FakeAccount();
        const engine = new ModelResource(account, "RetainedMessageSet", host);
        let stable = new Map<string, object>();
        let isUnclear = false;
        // A set that is to clear such a topic gives it up, and knows no more of it.
        const foreignTopics = new Set(
          steps.flatMap((next) => (next.kind === "outside" && next.isForeign ? [next.topic] : [])),
        );
        const up = async (args: Args, plane?: FakeDataPlane) => {
          const isCreate = engine.state === undefined;
          const end = await engine.up(args, plane);
          // A create that was killed has left messages with a nonce that nobody knows.
          isUnclear ||= engine.state === undefined && end === "killed";
          // The engine keeps the inputs of a create that has failed in part: what is live counts.
          const isKept = isCreate && engine.state !== undefined && end === "failed";
          isUnclear ||= isKept;
          const nonceOf = (topic: string) => readMarker(account.live.get(topic)?.userProperties ?? [])?.nonce;
          const isOurs = (topic: string) => nonceOf(topic) === engine.state?.outputs.__state?.nonce;
          const isToBe = (topic: string) => end === "done" || isOurs(topic);
          if ((end === "done" || isKept) && !isUnderWay(args)) {
            stable = new Map([...whole(args)].filter(([topic]) => isToBe(topic)));
          }
          return end;
        };
        for (const next of steps) {
          if (next.kind === "outside") account.outside(next.topic, next.payload, next.isForeign ? foreign : []);
          else if (next.kind === "refresh") await engine.refresh();
          else await up(next.args, new FakeDataPlane(account, next.wrong));
        }

        // What is in the way goes by itself.
        for (const { topic, userProperties } of [...account.live.values()]) {
          if (readMarker(userProperties)?.owner !== OWNER) account.outside(topic, "");
        }
        await engine.refresh();
        const before = stable;
        const end = await up(last);
        // A rollout does not begin on drift, if no rollout was there before.
        if (end === "failed" && isUnderWay(last) && engine.said.some((line) => line.includes("has found drift")))
          return;
        expect(end).toBe("done");
        const declared = whole(last);
        for (const topic of topics) {
          const isNow = !isUnderWay(last) || isEarly(last, topic);
          const now = live(account, topic);
          if (declared.has(topic) && isNow) expect(now).toEqual(declared.get(topic));
          else if (foreignTopics.has(topic)) continue;
          else if (isUnderWay(last) && before.has(topic)) expect(now).toEqual(before.get(topic));
          else if (declared.has(topic) && !isUnclear) expect(now).toBeUndefined();
        }
        expect((await engine.refresh()).hasDrifted).toBe(false);
        await up(last);
        expect(engine.steps).toEqual(["same"]);
      }),
      { numRuns: RUNS },
    );
  },
);
