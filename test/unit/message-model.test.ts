import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { readMarker } from "../../provider/messages/marker";
import type { LiveMessage } from "../../provider/messages/message";
import { toPairs, type UserProperty } from "../../provider/messages/user-properties";
import { type Course, FakeAccount, FakeDataPlane } from "../support/fake-data-plane";
import {
  args,
  bytesOf,
  course,
  EXPIRY,
  IGNORED,
  type MessageArgs,
  type MessageProgram,
  type MessageStep,
  payload,
  program,
  step,
} from "../support/message-steps";
import { RUNS } from "../support/mishaps";
import { type End, ModelResource, OWNER } from "../support/model-engine";
import { isUpdate, mayClear, mayPublish, protectedFrom, rowOf } from "../support/ownership-table";

// Waits of reading back take no time here.
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const MARKERS: Record<"foreign" | "moved" | "unmarked", UserProperty[]> = {
  foreign: [["managed-by", "pulumi:acme/other/prod/set#ffffffffffff"]],
  moved: [["managed-by", `pulumi:${OWNER}/other#eeeeeeeeeeee`]],
  unmarked: [],
};
/** Milliseconds by which the clock of this machine is ahead of the broker's. */
const CLOCK_ERROR = 500;

let account: FakeAccount;
let engine: ModelResource;
/** Whether nothing without another's marker can have been published that the state does not know of. */
let isQuiet: boolean;

beforeEach(() => {
  jest.spyOn(Date, "now").mockImplementation(() => account.now + CLOCK_ERROR);
});

function begin(): void {
  account = new FakeAccount();
  engine = new ModelResource(account, "RetainedMessage");
  isQuiet = true;
}

function up({ args, isLeft }: MessageProgram, plane = new FakeDataPlane(account)) {
  return engine.up(args, plane, isLeft ? IGNORED : []);
}

/**
 * Whether a message has a marker, and the state says that it has none. A refresh has no value that says so, and the next
 * `up` leaves the marker on the message.
 */
function isOddlyMarked(live: LiveMessage): boolean {
  const { topic, marker } = engine.state?.outputs ?? {};
  return topic === live.topic && marker === false && rowOf(live, engine.state) !== "unmarked";
}

/** The payload that an `up` may not change, since it is left to the device. */
function leftPayload({ args, isLeft }: MessageProgram): Uint8Array | undefined {
  const live = account.live.get(args.topic);
  const isDevices = isLeft && live !== undefined && isUpdate(engine.state, args.topic);
  return isDevices && rowOf(live, engine.state) !== "foreign" ? live.payload : undefined;
}

/** The payload that an `up` has to publish. */
function wantedPayload(program: MessageProgram): Uint8Array {
  const { args, isLeft } = program;
  const { inputs, outputs } = engine.state ?? {};
  // The engine puts what is ignored back to what is in the inputs.
  const isKept = isLeft && inputs !== undefined && outputs?.["topic"] === args.topic;
  return leftPayload(program) ?? bytesOf(isKept ? inputs : args);
}

/** One deployment, and what holds of each. */
async function deploy(program: MessageProgram, wrong: Course = {}): Promise<End> {
  const { args } = program;
  const live = account.live.get(args.topic);
  const isRefused = live !== undefined && !mayPublish(live, engine.state, args);
  const untouched = account.snapshot(protectedFrom(args, account, engine));
  const left = leftPayload(program);
  const payload = wantedPayload(program);
  // A killed run may have published it already.
  const isThere =
    args.marker && isUpdate(engine.state, args.topic) && isDeepStrictEqual(seen(args), wanted(args, payload));
  isQuiet &&= wrong.mishaps === undefined;

  const plane = new FakeDataPlane(account, wrong);
  const end = await up(program, plane);
  const now = account.live.get(args.topic);
  expect(account.snapshot()).toEqual(expect.arrayContaining(untouched));
  if (left !== undefined && !wrong.mishaps?.includes("overtaken")) expect(now?.payload).toEqual(left);
  if (isThere) expect(now).toEqual(live);
  if (end === "refused") expect(isRefused).toBe(true);
  if (wrong.mishaps === undefined) expect(["done", "refused"]).toContain(end);
  // A change of what only refresh and delete ask, such as onExpiry, looks at nothing, and so does a pending delete.
  if (end === "done" && plane.calls > 0 && !engine.steps.includes("same")) {
    expect(seen(args)).toEqual(wanted(args, payload));
    expect(engine.state?.outputs["lastModifiedTime"]).toBe(now?.lastModifiedTime);
  }
  return end;
}

async function take(next: MessageStep, programs: readonly MessageProgram[]): Promise<void> {
  switch (next.kind) {
    case "up":
      return void (await deploy(chosen(programs, next.program), next.wrong));
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

function outside(topic: string, how: Extract<MessageStep, { kind: "outside" }>["how"]): void {
  // With what cannot be read back: nobody can tell a copy of a marker that lacks it.
  const copied = account.published.get(topic);
  isQuiet &&= how !== "unmarked";
  if (how === "cleared") account.outside(topic, "");
  else if (how === "foreign" || how === "moved" || how === "unmarked") account.outside(topic, "theirs", MARKERS[how]);
  else if (copied !== undefined && account.live.has(topic)) {
    const userProperties = copied.userProperties.filter(([key]) => how === "same" || key !== "managed-by");
    isQuiet = false;
    account.store({ ...copied, userProperties });
  }
}

function chosen(programs: readonly MessageProgram[], index: number): MessageProgram {
  const found = programs[index % programs.length];
  if (found === undefined) throw new Error("no program");
  return found;
}

/** Whether a message may be gone, since it has reached its expiry. */
function mayBeGone({ messageExpiry, onExpiry }: MessageArgs): boolean {
  const { lastModifiedTime } = engine.state?.outputs ?? {};
  return (
    messageExpiry !== undefined && onExpiry === undefined && account.now - Number(lastModifiedTime) >= EXPIRY * 1000
  );
}

/** What is live on the topic of a declaration, with what cannot be read back, if it can be told. */
function seen({ topic, marker }: MessageArgs): object {
  const { payload = [], qos, userProperties = [] } = account.live.get(topic) ?? {};
  const { contentType, messageExpiry } = account.published.get(topic) ?? {};
  return {
    payload: Buffer.from(payload).toString("base64"),
    qos,
    userProperties: userProperties.filter(([key]) => key !== "managed-by"),
    nonce: readMarker(userProperties)?.nonce,
    // Without a marker, nobody can tell what a killed run, or somebody else, has published that cannot be read back.
    ...(marker || isQuiet ? { contentType, messageExpiry } : {}),
  };
}

function versionOf(payload: Uint8Array): string {
  return createHash("sha256").update(payload).digest("hex").slice(0, 16);
}

/** What has to be live. */
function wanted(
  { marker, qos = 1, userProperties, version, contentType, messageExpiry }: MessageArgs,
  payload: Uint8Array,
): object {
  return {
    payload: Buffer.from(payload).toString("base64"),
    qos,
    userProperties: [...toPairs(userProperties), ...(version ? [["version", versionOf(payload)]] : [])],
    nonce: marker ? String(engine.state?.outputs.__state?.nonce) : undefined,
    ...(marker || isQuiet ? { contentType, messageExpiry } : {}),
  };
}

/** An `up` of the same, which has nothing to do. */
async function expectNoOp(program: MessageProgram): Promise<void> {
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
        if (live !== undefined && (!mayPublish(live, engine.state, last.args) || isOddlyMarked(live)))
          account.outside(topic, "");
        await engine.refresh();
        const payload = wantedPayload(last);
        expect(await deploy(last)).toBe("done");
        expect(engine.resources).toHaveLength(1);
        if (account.live.has(topic) || !mayBeGone(last.args))
          expect(seen(last.args)).toEqual(wanted(last.args, payload));
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
    { numRuns: 2 * RUNS },
  );
});

test("an up that was killed or has failed is finished by the same up", async () => {
  await fc.assert(
    fc.asyncProperty(args, args, course, async (first, second, wrong) => {
      begin();
      // Without a marker, nobody can tell what a killed run has published.
      const program = { args: { ...second, marker: true }, isLeft: false };
      await engine.up(first);
      await deploy(program, wrong);
      expect(await deploy(program)).toBe("done");
      expect(seen(program.args)).toEqual(wanted(program.args, bytesOf(program.args)));
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
