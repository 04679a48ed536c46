import fc from "fast-check";
import { readMarker } from "../../provider/messages/marker";
import type { Course } from "../support/fake-data-plane";
import { courseWith } from "../support/mishaps";
import { type Declaration, ModelEngine } from "../support/model-engine";
import type { HostName } from "../support/model-hosts";
import { search, trialsOf } from "./support/trial";
import { WatchedAccount } from "./support/watched-account";

// Two stacks that run at the same time, on the same topics, while somebody else publishes there.

// Waits of reading back take no time here.
jest.mock("node:timers/promises", () => ({
  ...jest.requireActual("node:timers/promises"),
  setTimeout: async () => undefined,
}));

jest.setTimeout(600_000);

const { trial, count } = trialsOf("Two stacks at once: through the handlers, turn by turn");

const topics = ["t/a", "t/b", "t/c", "t/d"];
const owners = ["acme/p/one", "acme/p/two"];

/** The topics that lie in the set of a program; any other has a message of its own. Moves have a model of their own. */
const inSet = ["t/a", "t/c"];

/** A program: the payloads by topic. */
type Program = Record<string, string>;
type Step = { kind: "up"; program: Program } | { kind: "refresh" } | { kind: "destroy" };

const programAmong = (among: readonly string[]): fc.Arbitrary<Program> =>
  fc.dictionary(fc.constantFrom(...among), fc.constantFrom("one", "two"), { maxKeys: among.length });
const stepAmong = (among: readonly string[]): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("up" as const), program: programAmong(among) }) },
    { weight: 2, arbitrary: fc.constant({ kind: "refresh" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "destroy" as const }) },
  );
/** What goes wrong in a command; kills have trials of their own. */
const course = courseWith().map(({ mishaps = [], ...rest }) => ({
  ...rest,
  mishaps: mishaps.filter((mishap) => !mishap.startsWith("killed")),
}));
const historyAmong = (among: readonly string[]) =>
  fc.array(fc.tuple(stepAmong(among), course), { minLength: 1, maxLength: 5 });
/** What somebody else publishes, and how many turns of the event loop pass before. */
const outside = fc.array(
  fc.record({ topic: fc.constantFrom(...topics), payload: fc.constantFrom("", "theirs", "one"), turns: fc.nat(40) }),
  { maxLength: 6 },
);

function declarationsOf(program: Program): Declaration[] {
  const entries = Object.entries(program);
  const messages = Object.fromEntries(entries.filter(([topic]) => inSet.includes(topic)));
  const set: Declaration = { kind: "RetainedMessageSet", name: "set", args: { messages } };
  const single = entries
    .filter(([topic]) => !inSet.includes(topic))
    .map(([topic, payload]): Declaration => ({ kind: "RetainedMessage", name: topic, args: { topic, payload } }));
  return [...(Object.keys(messages).length > 0 ? [set] : []), ...single];
}

/** A stack, whose commands run on the account in the name of its owner. */
class Stack {
  private readonly engine: ModelEngine;

  constructor(
    private readonly account: WatchedAccount,
    readonly owner: string,
    host: HostName,
  ) {
    this.engine = new ModelEngine(account, owner, host);
  }

  take(step: Step, course: Course = {}) {
    return this.account.as(this.owner, async () => {
      const plane = this.account.planeWith(course);
      if (step.kind === "up") return await this.engine.deploy(declarationsOf(step.program), plane, true);
      if (step.kind === "destroy") return await this.engine.destroy(plane);
      return (await this.engine.refresh(plane)).end;
    });
  }
}

async function publishMeanwhile(account: WatchedAccount, all: { topic: string; payload: string; turns: number }[]) {
  for (const { topic, payload, turns } of all) {
    for (let turn = 0; turn < turns; turn++) await undefined;
    account.outside(topic, payload);
  }
}

/**
 * Lets both go up in turns, until both have what they declare: what one gives up, the other gets. Until then a program
 * leaves out what the other one has, since two that wait for each other would wait for ever.
 */
async function settle(account: WatchedAccount, stacks: readonly Stack[], programs: readonly Program[]): Promise<void> {
  for (const round of [1, 2, 3]) {
    for (const [index, stack] of stacks.entries()) {
      // What is nobody's is in the way of whoever wants the topic.
      for (const { topic, userProperties } of [...account.live.values()]) {
        if (readMarker(userProperties) === undefined) account.outside(topic, "");
      }
      await stack.take({ kind: "refresh" });
      const others = liveOf(account, owners[1 - index] ?? "");
      const free = Object.entries(programs[index] ?? {}).filter(([topic]) => !(topic in others));
      const end = await stack.take({ kind: "up", program: Object.fromEntries(free) });
      if (round === 3) expect(end).toBe("done");
    }
  }
}

function liveOf(account: WatchedAccount, owner: string): Record<string, string> {
  const own = [...account.live.values()].filter(({ userProperties }) => readMarker(userProperties)?.owner === owner);
  return Object.fromEntries(own.map(({ topic, payload }) => [topic, Buffer.from(payload).toString()]));
}

/**
 * Lets two stacks live at the same time, and looks whether they converge.
 *
 * @param among topics that each of them may declare on the way
 */
async function liveTogether(among: readonly (readonly string[])[], runs: { numRuns: number; seed: number }) {
  const [one = [], two = []] = among;
  const finals = fc.tuple(programAmong(topics.slice(0, 2)), programAmong(topics.slice(2)));
  await fc.assert(
    fc.asyncProperty(historyAmong(one), historyAmong(two), outside, finals, async (first, second, others, programs) => {
      const account = new WatchedAccount();
      // One of them on each host.
      const stacks = owners.map((owner, index) => new Stack(account, owner, index === 0 ? "dynamic" : "native"));
      const lives = [first, second].map(async (history, index) => {
        for (const [step, course] of history) await stacks[index]?.take(step, course);
      });
      await Promise.all([...lives, publishMeanwhile(account, others)]);
      await settle(account, stacks, programs);
      expect(account.wrongs).toEqual([]);
      for (const [index, owner] of owners.entries()) expect(liveOf(account, owner)).toEqual(programs[index] ?? {});
      expect(await stacks[0]?.take({ kind: "destroy" })).toBe("done");
      expect(liveOf(account, owners[1] ?? "")).toEqual(programs[1] ?? {});
      expect(await stacks[1]?.take({ kind: "destroy" })).toBe("done");
      expect([...account.live.keys()]).toEqual([]);
      expect(account.wrongs).toEqual([]);
      count("histories of two stacks");
      count("publishes on a topic that the other one had taken since the look", account.contested);
    }),
    runs,
  );
}

trial("on topics of their own, while somebody else publishes there", () =>
  liveTogether([topics.slice(0, 2), topics.slice(2)], search(60, 400)),
);

trial("on the same topics, while somebody else publishes there", () => liveTogether([topics, topics], search(60, 400)));
