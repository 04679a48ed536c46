import { createHash } from "node:crypto";
import fc from "fast-check";
import { decodeBookkeeping } from "../../provider/engine/bookkeeping";
import { readMarker } from "../../provider/messages/marker";
import type { LiveMessage } from "../../provider/messages/message";
import type { UserProperty } from "../../provider/messages/user-properties";
import { type Course, FakeAccount, FakeDataPlane } from "../support/fake-data-plane";
import { courseWith, RUNS } from "../support/mishaps";
import { ModelResource, OWNER } from "../support/model-engine";

// Waits of reading back take no time here.
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const topics = ["a", "b", "c/d", "c/e", "f"];
const foreign: UserProperty[] = [["managed-by", "pulumi:acme/other/prod/set#ffffffffffff"]];

const topic = fc.constantFrom(...topics);
const payload = fc.constantFrom("one", "two", "three");
const message = fc.oneof(
  payload,
  fc.record({ payload, contentType: fc.constantFrom("text/plain", "text/html") }),
  fc.record({ payload, qos: fc.constantFrom(0, 1) }),
  fc.record({ payload, version: fc.boolean() }),
);
const messages = fc.dictionary(topic, message, { minKeys: 1 });
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
/** Arguments of a set beside its messages. */
const others = fc.record({
  defaults: maybe(fc.record({ contentType: fc.constantFrom("text/plain", "text/csv"), version: fc.boolean() })),
  marker: fc.constantFrom(true, true, false),
  verify: fc.constantFrom(true, true, false),
  exclusive: maybe(fc.constant(["c"])),
});

/** What happens: to the stack, or to the account behind its back. */
type Step =
  | { kind: "up"; args: Args; wrong: Course }
  | { kind: "refresh" }
  | { kind: "outside"; topic: string; payload: string; isForeign: boolean };

interface Args {
  messages: Record<string, unknown>;
  marker: boolean;
  exclusive?: readonly string[];
  defaults?: { contentType: string; version: boolean };
}

const argsOf = fc.tuple(messages, others).map(([messages, rest]): Args => {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(given) as { marker: boolean }), messages };
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("up" as const), args: argsOf, wrong: courseWith() }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "refresh" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("outside" as const),
      topic,
      payload: fc.constantFrom("", "theirs", "one"),
      isForeign: fc.boolean(),
    }),
  },
);

/** What no command may touch: messages with another owner's marker, and unmarked ones that the state does not have. */
function notOurs(account: FakeAccount, engine: ModelResource, isExclusive: boolean): LiveMessage[] {
  const { messages } = decodeBookkeeping(engine.state?.outputs.__bookkeeping);
  return [...account.live.values()].filter(({ topic, userProperties }) => {
    const marker = readMarker(userProperties);
    if (marker !== undefined) return marker.owner === "acme/other/prod";
    const isInState = messages.has(topic) && messages.get(topic)?.doubt !== "create";
    return !isInState && !(isExclusive && topic.startsWith("c/"));
  });
}

function versionOf(payload: Uint8Array | undefined): string {
  return createHash("sha256")
    .update(payload ?? "")
    .digest("hex")
    .slice(0, 16);
}

async function take(next: Step, account: FakeAccount, engine: ModelResource): Promise<void> {
  if (next.kind === "outside") return account.outside(next.topic, next.payload, next.isForeign ? foreign : []);
  if (next.kind === "refresh") return void (await engine.refresh());
  await engine.up(next.args, new FakeDataPlane(account, next.wrong));
}

test("whatever happens, nothing foreign is touched, and the next good up makes live what is declared", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), argsOf, async (steps, last) => {
      const account = new FakeAccount();
      const engine = new ModelResource(account, "RetainedMessageSet");
      for (const next of steps) {
        const isExclusive = next.kind === "up" && next.args.exclusive !== undefined;
        const before = account.snapshot(notOurs(account, engine, isExclusive));
        await take(next, account, engine);
        if (next.kind !== "outside") expect(account.snapshot()).toEqual(expect.arrayContaining(before));
      }

      // What is in the way goes by itself; what a killed run has left on topics that are declared no more is not found.
      for (const { topic, userProperties } of [...account.live.values()]) {
        if (readMarker(userProperties)?.owner !== OWNER) account.outside(topic, "");
      }
      const messages = { ...Object.fromEntries(topics.map((t) => [t, "one"])), ...last.messages };
      await engine.refresh();
      expect(await engine.up({ ...last, messages })).toBe("done");
      for (const [t, value] of Object.entries(messages)) {
        const live = account.live.get(t);
        const want = {
          qos: 1,
          version: false,
          ...last.defaults,
          ...(typeof value === "string" ? { payload: value } : (value as object)),
        };
        expect({ payload: Buffer.from(live?.payload ?? []).toString(), qos: live?.qos }).toMatchObject({
          payload: "payload" in want ? want.payload : "",
          qos: want.qos,
        });
        // Without a marker, nobody can tell what a killed run has published that cannot be read back.
        if (last.marker) expect(account.published.get(t)?.contentType).toBe(want.contentType);
        const versions = (live?.userProperties ?? [])
          .filter(([key]) => key === "version")
          .map(([, version]) => version);
        expect(versions).toEqual(want.version ? [versionOf(live?.payload)] : []);
        const nonce = last.marker ? engine.state?.outputs.__state?.nonce : undefined;
        expect(readMarker(live?.userProperties ?? [])?.nonce).toBe(nonce);
      }
      expect((await engine.refresh()).hasDrifted).toBe(false);
      expect(await engine.destroy()).toBe("done");
      expect([...account.live.keys()]).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test("an up that was killed or has failed is finished by the same up", async () => {
  await fc.assert(
    fc.asyncProperty(argsOf, argsOf, courseWith(), async (first, second, wrong) => {
      // Without a marker, nobody can tell what a killed run has published.
      const args = { ...second, marker: true };
      const account = new FakeAccount();
      const engine = new ModelResource(account, "RetainedMessageSet");
      await engine.up(first);
      await take({ kind: "up", args, wrong }, account, engine);
      expect(await engine.up(args)).toBe("done");
      expect([...account.live.keys()].sort()).toEqual(Object.keys(second.messages).sort());
      expect(await engine.destroy()).toBe("done");
      expect([...account.live.keys()]).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
