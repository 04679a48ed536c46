import fc from "fast-check";
import { readMarker } from "../../provider/messages/marker";
import type { LiveMessage } from "../../provider/messages/message";
import { toPairs, type UserProperties, type UserProperty } from "../../provider/messages/user-properties";
import { type Course, FakeAccount, FakeDataPlane } from "../support/fake-data-plane";
import { blind, course, RUNS } from "../support/mishaps";
import { ModelResource, type ModelState, OWNER } from "../support/model-engine";

// Waits of reading back take no time here.
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

/** The arguments of a RetainedMessage, as far as they vary here. */
interface Args {
  topic: string;
  payload?: string;
  payloadBase64?: string;
  qos?: 0 | 1;
  contentType?: string;
  userProperties?: UserProperties;
  messageExpiry?: number;
  onExpiry?: "republish";
  marker: boolean;
  overwrite?: boolean;
}

interface Program {
  args: Args;
  /** Whether `ignoreChanges` leaves the payload to the device. */
  isLeft: boolean;
}

/** What happens: to the stack, or to the account behind its back. */
type Step =
  | { kind: "up"; program: number; wrong: Course }
  | { kind: "refresh"; blind: boolean[] }
  | { kind: "pass" }
  | { kind: "outside"; topic: string; how: "foreign" | "unmarked" | "same without marker" | "same" | "cleared" };

const FOREIGN: UserProperty[] = [["managed-by", "pulumi:acme/other/prod/set#ffffffffffff"]];
const IGNORED = ["payload", "payloadBase64"];
const EXPIRY = 60;

const topic = fc.constantFrom("a", "b/c", "d");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const payload = fc.constantFrom(
  { payload: "one" },
  { payload: "one" },
  { payload: "two" },
  { payloadBase64: base64("one") },
  { payloadBase64: "/wA=" },
);
const args: fc.Arbitrary<Args> = fc
  .tuple(
    payload,
    fc.record(
      {
        topic,
        marker: fc.constantFrom(true, true, false),
        qos: fc.constantFrom<0 | 1>(0, 1),
        contentType: fc.constantFrom("text/plain", "text/html"),
        userProperties: fc.constantFrom<UserProperties>({ a: "1" }, { b: "2", a: "1" }, [{ b: "2" }, { a: "1" }]),
        messageExpiry: fc.constant(EXPIRY),
        onExpiry: fc.constant("republish" as const),
        overwrite: fc.boolean(),
      },
      { requiredKeys: ["topic", "marker"] },
    ),
  )
  .map(([one, others]) => ({ ...others, ...one }));
const program: fc.Arbitrary<Program> = fc.record({ args, isLeft: fc.constantFrom(false, false, true) });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("up" as const),
      program: fc.nat(2),
      wrong: fc.oneof(fc.constant({}), course),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refresh" as const), blind }) },
  { weight: 1, arbitrary: fc.constant({ kind: "pass" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("outside" as const),
      topic,
      how: fc.constantFrom("foreign", "unmarked", "same without marker", "same", "cleared"),
    }),
  },
);

let account: FakeAccount;
let engine: ModelResource;

beforeEach(() => {
  jest.spyOn(Date, "now").mockImplementation(() => account.now);
});

function begin(): void {
  account = new FakeAccount();
  engine = new ModelResource(account, "RetainedMessage");
}

function up({ args, isLeft }: Program, plane = new FakeDataPlane(account)) {
  return engine.up(args, plane, isLeft ? IGNORED : []);
}

function bytesOf(declared: object): Buffer {
  const { payload, payloadBase64 } = declared as Args;
  return payloadBase64 === undefined ? Buffer.from(String(payload)) : Buffer.from(String(payloadBase64), "base64");
}

/** The row of the table of ownership in the design. */
function rowOf(live: LiveMessage, state: ModelState | undefined): "ours" | "moved" | "foreign" | "unmarked" {
  const marker = readMarker(live.userProperties);
  if (marker === undefined) return "unmarked";
  if (marker.nonce === state?.outputs.__state?.nonce) return "ours";
  return marker.owner === OWNER ? "moved" : "foreign";
}

/** Whether an `up` updates what is in the state; if nobody knows whether a create was acted on, it is still a create. */
function isUpdate(topic: string, state = engine.state): boolean {
  return state?.outputs["topic"] === topic && state.outputs.__state?.uncertain !== true;
}

/**
 * Whether a message has a marker, and the state says that it has none. A refresh has no value that says so, and the next
 * `up` leaves the marker on the message.
 */
function isOddlyMarked(live: LiveMessage): boolean {
  const { topic, marker } = engine.state?.outputs ?? {};
  return topic === live.topic && marker === false && rowOf(live, engine.state) !== "unmarked";
}

/** Whether an `up` may publish over a message on its topic. */
function mayPublish(live: LiveMessage, args: Args): boolean {
  const row = rowOf(live, engine.state);
  if (args.overwrite || row === "ours" || row === "moved") return true;
  return row === "unmarked" && isUpdate(args.topic);
}

/** Whether a delete may clear a message. */
function mayClear(live: LiveMessage, { outputs }: ModelState): boolean {
  const row = rowOf(live, { outputs } as ModelState);
  if (outputs["topic"] !== live.topic || row === "moved" || row === "foreign") return false;
  const { uncertain, publishedTime } = outputs.__state ?? {};
  if (row === "ours" || (outputs["marker"] === true && !uncertain)) return true;
  if (publishedTime !== undefined || uncertain) return live.lastModifiedTime === publishedTime;
  return bytesOf(outputs).equals(live.payload);
}

/** What an `up` may not touch. */
function protectedFrom(args: Args): LiveMessage[] {
  const leaving = engine.resources.filter((one) => one.isReplaced || one.outputs["topic"] !== args.topic);
  return [...account.live.values()].filter((live) =>
    live.topic === args.topic ? !mayPublish(live, args) : !leaving.some((one) => mayClear(live, one)),
  );
}

/** The payload that an `up` may not change, since it is left to the device. */
function leftPayload({ args, isLeft }: Program): Uint8Array | undefined {
  const live = account.live.get(args.topic);
  const isDevices = isLeft && isUpdate(args.topic) && live !== undefined && rowOf(live, engine.state) !== "foreign";
  return isDevices ? live.payload : undefined;
}

/** One deployment, and what holds of each. */
async function deploy(program: Program, wrong: Course = {}): Promise<void> {
  const live = account.live.get(program.args.topic);
  const isRefused = live !== undefined && !mayPublish(live, program.args);
  const untouched = account.snapshot(protectedFrom(program.args));
  const left = leftPayload(program);
  const end = await up(program, new FakeDataPlane(account, wrong));
  expect(account.snapshot()).toEqual(expect.arrayContaining(untouched));
  if (left !== undefined) expect(account.live.get(program.args.topic)?.payload).toEqual(left);
  if (end === "refused") expect(isRefused).toBe(true);
  if (wrong.mishaps === undefined) expect(["done", "refused"]).toContain(end);
}

async function take(next: Step, programs: readonly Program[]): Promise<void> {
  switch (next.kind) {
    case "up":
      return await deploy(chosen(programs, next.program), next.wrong);
    case "refresh": {
      const before = account.snapshot();
      await engine.refresh(new FakeDataPlane(account, { blind: next.blind }));
      return expect(account.snapshot()).toEqual(before);
    }
    case "pass":
      return account.pass(EXPIRY + 1);
    case "outside":
      return outside(next.topic, next.how);
  }
}

function outside(topic: string, how: Extract<Step, { kind: "outside" }>["how"]): void {
  // With what cannot be read back: nobody can tell a copy of a marker that lacks it.
  const copied = account.published.get(topic);
  if (how === "foreign" || how === "unmarked") account.outside(topic, "theirs", how === "foreign" ? FOREIGN : []);
  else if (how === "cleared") account.outside(topic, "");
  else if (copied !== undefined && account.live.has(topic)) {
    const userProperties = copied.userProperties.filter(([key]) => how === "same" || key !== "managed-by");
    account.store({ ...copied, userProperties });
  }
}

function chosen(programs: readonly Program[], index: number): Program {
  const found = programs[index % programs.length];
  if (found === undefined) throw new Error("no program");
  return found;
}

/** Whether a message may be gone, since it has reached its expiry. */
function mayBeGone({ messageExpiry, onExpiry }: Args): boolean {
  const { lastModifiedTime } = engine.state?.outputs ?? {};
  return (
    messageExpiry !== undefined && onExpiry === undefined && account.now - Number(lastModifiedTime) >= EXPIRY * 1000
  );
}

/** What is live is what is declared. */
function expectDeclared({ args }: Program, payload: Uint8Array): void {
  const live = account.live.get(args.topic);
  const nonce = args.marker ? engine.state?.outputs.__state?.nonce : undefined;
  expect(readMarker(live?.userProperties ?? [])?.nonce).toBe(nonce);
  if (args.marker) expect(nonce).toMatch(/^[0-9a-f]{12}$/);
  const { qos, userProperties = [] } = live ?? {};
  expect({ payload: Buffer.from(live?.payload ?? []).toString("base64"), qos }).toEqual({
    payload: Buffer.from(payload).toString("base64"),
    qos: args.qos ?? 1,
  });
  expect(userProperties.filter(([key]) => key !== "managed-by")).toEqual(toPairs(args.userProperties));
  // Without a marker, nobody can tell what a killed run has published that cannot be read back.
  if (!args.marker) return;
  const { contentType, messageExpiry } = account.published.get(args.topic) ?? {};
  expect({ contentType, messageExpiry }).toEqual({ contentType: args.contentType, messageExpiry: args.messageExpiry });
}

/** An `up` of the same, which has nothing to do. */
async function expectNoOp(program: Program): Promise<void> {
  const plane = new FakeDataPlane(account);
  const before = structuredClone(engine.state?.outputs);
  expect(await up(program, plane)).toBe("done");
  expect(plane.calls).toBe(0);
  expect(engine.resources.map(({ outputs }) => outputs)).toEqual([before]);
}

test("whatever happens, nothing foreign is touched, and the next good up makes live what is declared", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(program, { minLength: 1, maxLength: 3 }),
      fc.array(step, { maxLength: 8 }),
      fc.nat(2),
      async (programs, steps, index) => {
        begin();
        for (const next of steps) await take(next, programs);

        const last = chosen(programs, index);
        const { topic } = last.args;
        await engine.refresh();
        const live = account.live.get(topic);
        if (live !== undefined && (!mayPublish(live, last.args) || isOddlyMarked(live))) account.outside(topic, "");
        await engine.refresh();
        // The engine puts what is ignored back to what a refresh has found.
        const isFound = last.isLeft && engine.state?.outputs["topic"] === topic;
        const payload = leftPayload(last) ?? bytesOf(isFound ? (engine.state?.inputs ?? {}) : last.args);
        const untouched = account.snapshot(protectedFrom(last.args));
        expect(await up(last)).toBe("done");
        expect(account.snapshot()).toEqual(expect.arrayContaining(untouched));
        expect(engine.resources).toHaveLength(1);
        if (account.live.has(topic) || !mayBeGone(last.args)) expectDeclared(last, payload);
        await expectNoOp(last);
        expect(await engine.refresh()).toEqual({ end: "done", hasDrifted: false });
        await expectNoOp(last);

        const { state } = engine;
        const staying = [...account.live.values()].filter((one) => state === undefined || !mayClear(one, state));
        // Without a marker, nobody can tell that a killed run has published what is there.
        if (last.args.marker) expect(staying.map((one) => one.topic)).not.toContain(topic);
        const remaining = account.snapshot(staying);
        expect(await engine.destroy()).toBe("done");
        expect(account.snapshot()).toEqual(remaining);
        expect(engine.resources).toEqual([]);
        expect(account.signals).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
});

test("an up that was killed or has failed is finished by the same up", async () => {
  await fc.assert(
    fc.asyncProperty(args, args, course, async (first, second, wrong) => {
      begin();
      // Without a marker, nobody can tell what a killed run has published.
      const program = { args: { ...second, marker: true }, isLeft: false };
      await engine.up(first);
      await up(program, new FakeDataPlane(account, wrong));
      expect(await up(program)).toBe("done");
      expectDeclared(program, bytesOf(program.args));
      expect([...account.live.keys()]).toEqual([program.args.topic]);
      await expectNoOp(program);
      expect(await engine.destroy()).toBe("done");
      expect([...account.live.keys()]).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test("a device may publish what is left to it, and each good up keeps it", async () => {
  const others = args.map(({ topic, payload, payloadBase64, ...rest }) => ({ ...rest, marker: true }));
  await fc.assert(
    fc.asyncProperty(payload, fc.array(others, { minLength: 1, maxLength: 4 }), async (declared, changes) => {
      begin();
      await engine.up({ ...declared, topic: "a", marker: true }, undefined, IGNORED);
      account.outside("a", "the device's");
      for (const change of changes) {
        const program = { args: { ...declared, ...change, topic: "a" }, isLeft: true };
        await deploy(program);
        expect(Buffer.from(account.live.get("a")?.payload ?? []).toString()).toBe("the device's");
      }
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  );
});
