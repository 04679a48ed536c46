import fc from "fast-check";

import { decodeBookkeeping } from "../../provider/engine/bookkeeping";
import { readMarker } from "../../provider/messages/marker";
import { opened } from "../support/engine-wire";
import { type Course, FakeAccount, FakeDataPlane } from "../support/fake-data-plane";
import { courseWith, RUNS } from "../support/mishaps";
import { type Declaration, type End, ModelEngine, OWNER } from "../support/model-engine";
import type { HostName } from "../support/model-hosts";

// Waits of reading back take no time here.
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

// Messages that move between resources of one stack: by a rename, a replacement, or from a message to a set and back.

/** Who declares a topic, and with what. */
interface Held {
  holder: string;
  payload: string;
}

/** Topics of a program, with who declares each. */
type Layout = Record<string, Held>;

const topics = ["a", "b", "c"];
/** A set for each that begins with `s`; any other holder is a message, and has one topic. */
const holders = ["m1", "m2", "m3", "s1", "s2"];
const messagesOnly = holders.filter((holder) => !isSet(holder));

function isSet(holder: string): boolean {
  return holder.startsWith("s");
}

function layoutOf(among: readonly string[]): fc.Arbitrary<Layout> {
  const held = fc.record({ holder: fc.constantFrom(...among), payload: fc.constantFrom("one", "two") });
  return fc.dictionary(fc.constantFrom(...topics), held, { minKeys: 1 }).map(withOneTopicEach);
}

/** A message can have one topic only: further ones go. */
function withOneTopicEach(layout: Layout): Layout {
  const taken = new Set<string>();
  return Object.fromEntries(
    Object.entries(layout).filter(([, { holder }]) => isSet(holder) || (!taken.has(holder) && taken.add(holder))),
  );
}

/** The program of a layout, its resources in an order of its own. */
function programOf(layout: Layout, order: readonly string[], isMarked = true): Declaration[] {
  const common = isMarked ? {} : { marker: false, overwrite: true };
  return order.flatMap((name): Declaration[] => {
    const own = Object.entries(layout).filter(([, { holder }]) => holder === name);
    const [first] = own;
    if (first === undefined) return [];
    if (!isSet(name))
      return [{ kind: "RetainedMessage", name, args: { topic: first[0], payload: first[1].payload, ...common } }];
    const messages = Object.fromEntries(own.map(([topic, { payload }]) => [topic, payload]));
    return [{ kind: "RetainedMessageSet", name, args: { messages, ...common } }];
  });
}

const order = fc.shuffledSubarray(holders, { minLength: holders.length });

interface Step {
  layout: Layout;
  order: string[];
  /** If not, an unmarked message is published over by `overwrite`. */
  isMarked: boolean;
  isParallel: boolean;
  refreshes: boolean;
  /** The host of this deployment: a stack may change it, and go back. */
  host: HostName;
  wrong: Course;
}

function stepOf(layout: fc.Arbitrary<Layout>, marks: fc.Arbitrary<boolean>): fc.Arbitrary<Step> {
  return fc.record({
    layout,
    order,
    isMarked: marks,
    isParallel: fc.boolean(),
    refreshes: fc.boolean(),
    host: fc.constantFrom("dynamic", "native"),
    wrong: courseWith(),
  });
}

/** One deployment: if it is good, it empties no topic that it declares. */
async function take(step: Step, account: FakeAccount, engine: ModelEngine): Promise<End> {
  engine.host = step.host;
  if (step.refreshes) await engine.refresh();
  const { layout, order, isMarked, isParallel, wrong } = step;
  // What is empty already, because a clear was acted on and its answer lost, only a refresh finds.
  const before = Object.keys(layout).filter((topic) => account.live.has(topic) || !isHeld(topic, layout, engine));
  const given = givenUp(layout, engine);
  const end = await engine.deploy(programOf(layout, order, isMarked), new FakeDataPlane(account, wrong), isParallel);
  if (end === "done") expect(before.filter((topic) => !account.live.has(topic) && !given.has(topic))).toEqual([]);
  return end;
}

/**
 * Topics that a set gives up, and that are to go on with a holder which a failed run has left with the topic in state
 * too. That one has nothing to publish, and if its check comes after the set's update, the set has cleared the topic: it
 * is empty until a refresh.
 */
function givenUp(layout: Layout, engine: ModelEngine): Set<string> {
  const given = Object.entries(layout).filter(([topic, { holder }]) =>
    holders.some((name) => isSet(name) && name !== holder && topicsOf(name, engine).includes(topic)),
  );
  return new Set(given.map(([topic]) => topic).filter((topic) => isHeld(topic, layout, engine)));
}

/** Whether the holder of a topic has it in state already. */
function isHeld(topic: string, layout: Layout, engine: ModelEngine): boolean {
  return topicsOf(layout[topic]?.holder ?? "", engine).includes(topic);
}

/** The topics that a resource has in state. */
function topicsOf(name: string, { resources }: ModelEngine): string[] {
  return resources.flatMap(({ urn, isReplaced, outputs }) => {
    if (isReplaced || !urn.endsWith(`::${name}`)) return [];
    const { __bookkeeping, topic } = opened(outputs) as typeof outputs;
    return isSet(name) ? [...decodeBookkeeping(__bookkeeping).messages.keys()] : [String(topic)];
  });
}

/**
 * Whether a step may leave a message that is in no state. A killed run leaves what it has just published. A set leaves
 * what it gives up to a message of the same program, and if that one's publish then fails, nobody has the topic.
 */
function mayLoseTrack({ wrong, isParallel, layout }: Step): boolean {
  const isBesideSet = isParallel && Object.values(layout).some(({ holder }) => isSet(holder));
  const { mishaps = [], blind = [] } = wrong;
  const mayFail = mishaps.some((mishap) => mishap !== "none") || blind.includes(true);
  return mishaps.some((mishap) => mishap.startsWith("killed")) || (isBesideSet && mayFail);
}

/** Every declared topic has the message that its holder says. */
function expectDeclared(layout: Layout, account: FakeAccount, engine: ModelEngine): void {
  for (const [topic, { holder, payload }] of Object.entries(layout)) {
    const live = account.live.get(topic);
    const { outputs } = engine.resources.find(({ urn }) => urn.endsWith(`::${holder}`)) ?? {};
    expect(Buffer.from(live?.payload ?? []).toString()).toBe(payload);
    expect(readMarker(live?.userProperties ?? [])).toMatchObject({ owner: OWNER, name: holder });
    expect(readMarker(live?.userProperties ?? [])?.nonce).toBe(outputs?.__state?.nonce);
  }
}

test("after whatever has happened, a good up empties no topic that it declares, and after a refresh each is as declared", async () => {
  const layout = layoutOf(holders);
  await fc.assert(
    fc.asyncProperty(
      fc.array(stepOf(layout, fc.constant(true)), { maxLength: 5 }),
      fc.option(layout, { nil: undefined }),
      order,
      async (steps, other, inOrder) => {
        const account = new FakeAccount();
        const engine = new ModelEngine(account);
        for (const step of steps) await take(step, account, engine);

        // A revert to where it began, or something new.
        const last = other ?? steps[0]?.layout ?? {};
        const always = { isMarked: true, isParallel: false, refreshes: false, host: "dynamic" as const, wrong: {} };
        const good = { layout: last, order: inOrder, ...always };
        expect(await take(good, account, engine)).toBe("done");
        const program = programOf(last, inOrder);
        await engine.refresh();
        expect(await engine.deploy(program)).toBe("done");
        expectDeclared(last, account, engine);
        if (!steps.some(mayLoseTrack)) expect([...account.live.keys()].sort()).toEqual(Object.keys(last).sort());

        const plane = new FakeDataPlane(account);
        expect(await engine.deploy(program, plane)).toBe("done");
        expect(plane.calls).toBe(0);
        expect((await engine.refresh()).hasDrifted).toBe(false);
        expect(await engine.destroy()).toBe("done");
        for (const topic of Object.keys(last)) expect([...account.live.keys()]).not.toContain(topic);
      },
    ),
    { numRuns: RUNS },
  );
});

test("a topic that one message hands to another is never cleared on the way, whatever goes wrong", async () => {
  const layout = layoutOf(messagesOnly);
  await fc.assert(
    fc.asyncProperty(fc.array(stepOf(layout, fc.boolean()), { minLength: 1, maxLength: 5 }), async (steps) => {
      const account = new FakeAccount();
      const engine = new ModelEngine(account);
      for (const step of steps) {
        account.cleared.length = 0;
        await take(step, account, engine);
        for (const topic of Object.keys(step.layout)) expect(account.cleared).not.toContain(topic);
      }
    }),
    { numRuns: RUNS },
  );
});

test("a topic that goes from a message to a set, or back from a set that is deleted, is never cleared on the way", async () => {
  const places: fc.Arbitrary<Layout> = fc
    .tuple(fc.constantFrom("m1", "m2", "s1", "s2"), fc.constantFrom("one", "two"))
    .map(([holder, payload]) => ({ a: { holder, payload } }));
  await fc.assert(
    fc.asyncProperty(fc.array(stepOf(places, fc.boolean()), { minLength: 2, maxLength: 5 }), async (steps) => {
      const account = new FakeAccount();
      const engine = new ModelEngine(account);
      for (const step of steps) await take(step, account, engine);
      expect(account.cleared).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
