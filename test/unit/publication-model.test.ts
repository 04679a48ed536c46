import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Message } from "../../provider/messages/message";
import { toPairs, type UserProperties } from "../../provider/messages/user-properties";
import { FakeAccount, FakeDataPlane, type Mishap } from "../support/fake-data-plane";
import { mishapsWith, RUNS } from "../support/mishaps";
import { ModelResource } from "../support/model-engine";

/** The arguments of a Publication, as far as they vary here. */
interface Args {
  topic: string;
  payload?: string;
  payloadBase64?: string;
  qos?: 0 | 1;
  contentType?: string;
  messageExpiry?: number;
  userProperties?: UserProperties;
  triggers?: unknown[];
}

/** What happens: to the stack, or to the account behind its back. */
type Step =
  | { kind: "up"; program: number; mishaps: Mishap[] }
  | { kind: "refresh" }
  | { kind: "destroy" }
  | { kind: "outside"; topic: string; payload: string };

const topic = fc.constantFrom("a", "b/c");
const payload = fc.constantFrom(
  {},
  { payload: "" },
  { payload: "one" },
  { payload: "two" },
  { payloadBase64: Buffer.from("one").toString("base64") },
);
const args: fc.Arbitrary<Args> = fc
  .tuple(
    payload,
    fc.record(
      {
        topic,
        qos: fc.constantFrom<0 | 1>(0, 1),
        contentType: fc.constantFrom("text/plain", "text/html"),
        messageExpiry: fc.constantFrom(60, 61),
        userProperties: fc.constantFrom<UserProperties>({ a: "1", b: "2" }, { b: "2", a: "1" }, [
          { b: "2" },
          { a: "1" },
        ]),
        triggers: fc.constantFrom<unknown[]>([], ["1"], [{ x: 1, y: [2] }], [{ y: [2], x: 1 }], ["1", "2"]),
      },
      { requiredKeys: ["topic"] },
    ),
  )
  .map(([one, others]) => ({ ...others, ...one }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("up" as const), program: fc.nat(2), mishaps: mishapsWith() }) },
  { weight: 1, arbitrary: fc.constant({ kind: "refresh" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "destroy" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("outside" as const), topic, payload: fc.constantFrom("", "theirs") }),
  },
);

/** What devices receive of a declaration. */
function messageOf({ payload = "", payloadBase64, triggers, userProperties, qos = 1, ...others }: Args): Message {
  const bytes = payloadBase64 === undefined ? Buffer.from(payload) : Buffer.from(payloadBase64, "base64");
  return { ...others, qos, payload: bytes, userProperties: toPairs(userProperties) };
}

test("a signal is sent once for each create and each change, and for nothing else, and is tried again if it fails", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(args, { minLength: 1, maxLength: 3 }),
      fc.array(step, { maxLength: 12 }),
      async (programs, steps) => {
        const account = new FakeAccount();
        const engine = new ModelResource(account, "Publication");
        /** What the last good `up` has sent. */
        let sent: Args | undefined;

        const deploy = async (declared: Args, wrong: Mishap[] = []) => {
          const before = account.signals.length;
          const plane = new FakeDataPlane(account, { mishaps: wrong });
          const isSame =
            sent !== undefined &&
            isDeepStrictEqual(messageOf(sent), messageOf(declared)) &&
            isDeepStrictEqual(sent.triggers ?? [], declared.triggers ?? []);
          const end = await engine.up(declared, plane);
          const [mishap = "none"] = isSame ? [] : wrong;
          const isSent = !isSame && ["none", "after", "foreign after", "killed after"].includes(mishap);
          expect(account.signals.slice(before)).toEqual(isSent ? [messageOf(declared)] : []);
          expect(plane.calls).toBe(isSame ? 0 : 1);
          expect(end).toBe(mishap === "none" ? "done" : mishap.startsWith("killed") ? "killed" : "failed");
          if (end === "done") sent = declared;
        };
        const takeOther = async (next: Exclude<Step, { kind: "up" }>) => {
          if (next.kind === "outside") return account.outside(next.topic, next.payload);
          const plane = new FakeDataPlane(account);
          if (next.kind === "refresh") {
            expect(await engine.refresh(plane)).toEqual({ end: "done", hasDrifted: false });
          } else {
            expect(await engine.destroy(plane)).toBe("done");
            sent = undefined;
          }
          expect(plane.calls).toBe(0);
        };

        for (const next of steps) {
          const before = account.snapshot();
          if (next.kind === "up")
            await deploy(programs[next.program % programs.length] ?? { topic: "a" }, next.mishaps);
          else await takeOther(next);
          if (next.kind !== "outside") expect(account.snapshot()).toEqual(before);
        }
        // Whatever has failed is sent now, and then no more.
        for (const declared of [...programs, ...programs.slice(-1)]) await deploy(declared);
      },
    ),
    { numRuns: RUNS },
  );
});
