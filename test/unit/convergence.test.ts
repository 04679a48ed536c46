import { createHash } from "node:crypto";
import { ConvergenceObserver, type ExpectedMessage, type ObserverOptions } from "../../provider/convergence/observer";
import { hasConverged, sumsOf } from "../../provider/convergence/sums";
import { waitForConvergence } from "../../provider/convergence/wait";
import type { Settings } from "../../provider/dataplane/configuration";
import type { ListedPage } from "../../provider/dataplane/data-plane";
import type { Places } from "../../provider/dataplane/places";
import { findConvergence } from "../../provider/invokes/convergence";
import { AppliedTopics } from "../../provider/messages/applied-topics";
import { FakeAccount, FakeDataPlane } from "../support/fake-data-plane";

// Looks at messages and acknowledgements: what each is, and what a look costs.

/** Counts what is called, and lists page by page. */
class CountingPlane extends FakeDataPlane {
  readonly gets: string[] = [];
  listings = 0;
  pages = 0;
  pageSize = Number.POSITIVE_INFINITY;
  worth = Number.POSITIVE_INFINITY;

  override async get(topic: string) {
    this.gets.push(topic);
    return await super.get(topic);
  }

  override async *list(): AsyncIterable<ListedPage> {
    this.listings++;
    for await (const { messages } of super.list()) {
      for (let at = 0; at < Math.max(1, messages.length); at += this.pageSize) {
        this.pages++;
        const isLast = at + this.pageSize >= messages.length;
        yield { messages: messages.slice(at, Math.min(at + this.pageSize, messages.length)), isLast };
      }
    }
  }

  override pagesWorth(): number {
    return this.worth;
  }
}

let account: FakeAccount;
let plane: CountingPlane;

beforeEach(() => {
  account = new FakeAccount();
  plane = new CountingPlane(account);
});

const versionOf = (payload: string) => createHash("sha256").update(payload).digest("hex").slice(0, 16);
const applied = (payload: string) => JSON.stringify({ applied: versionOf(payload) });
const refused = (payload: string, reason: string) => JSON.stringify({ refused: versionOf(payload), reason });
const publish = (topic: string, payload: string) => account.outside(topic, payload);
const acknowledge = (topic: string, payload: string) => account.outside(`${topic}/applied`, payload);

function observer(options: Partial<ObserverOptions> = {}): ConvergenceObserver {
  const template = new AppliedTopics("{topic}/applied");
  return new ConvergenceObserver({ dataPlane: plane, applied: template, concurrency: 4, ...options });
}

function expectedOf(...topics: string[]): Map<string, ExpectedMessage> {
  return new Map(topics.map((topic) => [topic, {}]));
}

async function look(from: ConvergenceObserver, messages: ReadonlyMap<string, ExpectedMessage>) {
  plane.gets.length = 0;
  plane.listings = 0;
  return await from.look(messages);
}

test("each state, with its version, time and reason, in the order of the topics", async () => {
  for (const topic of ["old", "applied", "refused", "stale", "odd", "none"]) publish(topic, "a");
  acknowledge("old", applied("a"));
  publish("old", "a");
  acknowledge("applied", applied("a"));
  acknowledge("refused", refused("a", "no such unit"));
  acknowledge("stale", refused("b", "no such unit"));
  acknowledge("odd", "yes");
  const topics = ["none", "old", "applied", "gone", "refused", "stale", "odd"];
  const { topics: found, sums } = await observer().look(expectedOf(...topics));
  const version = versionOf("a");
  const timeOf = (topic: string) => account.live.get(topic)?.lastModifiedTime;
  expect([...found]).toEqual([
    ["none", { state: "pending", version, since: timeOf("none") }],
    ["old", { state: "pending", version, since: timeOf("old") }],
    ["applied", { state: "applied", version, since: timeOf("applied/applied") }],
    ["gone", { state: "missing" }],
    ["refused", { state: "refused", version, since: timeOf("refused/applied"), reason: "no such unit" }],
    ["stale", { state: "stale", version, since: timeOf("stale/applied"), reason: `of ${versionOf("b")}` }],
    ["odd", { state: "unreadable", version, since: timeOf("odd/applied"), reason: "is not a JSON object" }],
  ]);
  expect(sums).toEqual({ total: 7, applied: 1, pending: 2, stale: 1, refused: 1, unreadable: 1, missing: 1 });
});

test("a look takes one listing, and reads an acknowledgement only after it has changed", async () => {
  const messages = new Map<string, ExpectedMessage>();
  for (let i = 0; i < 20; i++) {
    publish(`d/${i}`, "a");
    messages.set(`d/${i}`, { version: versionOf("a") });
  }
  const watch = observer();
  await look(watch, messages);
  expect([plane.listings, plane.gets]).toEqual([1, []]);
  acknowledge("d/3", applied("a"));
  acknowledge("d/7", applied("a"));
  expect((await look(watch, messages)).sums.applied).toBe(2);
  expect([plane.listings, plane.gets.sort()]).toEqual([1, ["d/3/applied", "d/7/applied"]]);
  expect((await look(watch, messages)).sums.applied).toBe(2);
  expect([plane.listings, plane.gets]).toEqual([1, []]);
  acknowledge("d/3", refused("a", "x"));
  expect((await look(watch, messages)).sums).toMatchObject({ applied: 1, refused: 1 });
  expect(plane.gets).toEqual(["d/3/applied"]);
});

test("an acknowledgement that is older than its message is pending, and not read", async () => {
  acknowledge("a", applied("x"));
  publish("a", "x");
  const messages = new Map([["a", { version: versionOf("x") }]]);
  expect((await look(observer(), messages)).topics.get("a")?.state).toBe("pending");
  expect(plane.gets).toEqual([]);
});

test("if it is to be read, it is once, and says so if the same payload was published again", async () => {
  for (const topic of ["same", "other", "odd"]) {
    acknowledge(topic, topic === "odd" ? "?" : applied(topic === "same" ? "x" : "y"));
    publish(topic, "x");
  }
  const messages = new Map(["same", "other", "odd"].map((topic) => [topic, { version: versionOf("x") }]));
  const watch = observer({ readOlder: true });
  const { topics } = await look(watch, messages);
  expect([...topics].map(([topic, { state }]) => [topic, state])).toEqual([
    ["same", "applied"],
    ["other", "pending"],
    ["odd", "pending"],
  ]);
  expect(plane.gets).toHaveLength(3);
  await look(watch, messages);
  expect(plane.gets).toEqual([]);
});

test("an acknowledgement of the same time as its message is read", async () => {
  publish("a", "x");
  acknowledge("a", applied("x"));
  const time = account.live.get("a")?.lastModifiedTime ?? 0;
  const found = account.live.get("a/applied");
  if (found) account.live.set("a/applied", { ...found, lastModifiedTime: time });
  expect((await look(observer(), expectedOf("a"))).topics.get("a")?.state).toBe("applied");
});

test("a message whose version nobody knows is read once, and again after it has changed", async () => {
  publish("a", "x");
  const watch = observer();
  expect((await look(watch, expectedOf("a"))).topics.get("a")?.version).toBe(versionOf("x"));
  await look(watch, expectedOf("a"));
  expect(plane.gets).toEqual([]);
  publish("a", "y");
  expect((await look(watch, expectedOf("a"))).topics.get("a")?.version).toBe(versionOf("y"));
  expect(plane.gets).toEqual(["a"]);
});

test("what was read before the first look is not read again", async () => {
  publish("a", "x");
  const time = account.live.get("a")?.lastModifiedTime ?? 0;
  const found = await look(observer({ seen: [["a", { version: versionOf("x"), time }]] }), expectedOf("a"));
  expect(found.topics.get("a")).toMatchObject({ state: "pending", version: versionOf("x") });
  expect(plane.gets).toEqual([]);
});

test("a large acknowledgement is not read, whatever it says", async () => {
  publish("a", "x");
  acknowledge("a", applied("x").padEnd(5_000));
  const { topics } = await look(observer(), new Map([["a", { version: versionOf("x") }]]));
  expect(topics.get("a")).toMatchObject({ state: "unreadable", reason: "has more than 4096 bytes" });
  expect(plane.gets).toEqual([]);
});

test("a message that has expired says so, and so does one that may have", async () => {
  publish("live", "x");
  publish("over", "x");
  const now = Date.now();
  const messages = new Map<string, ExpectedMessage>([
    ["live", { messageExpiry: 60 }],
    ["over", { messageExpiry: 60 }],
    ["gone", { messageExpiry: 60, storedTime: now - 61_000 }],
    ["cleared", { messageExpiry: 60, storedTime: now - 1_000 }],
    ["perhaps", { messageExpiry: 60 }],
    ["never", { version: versionOf("x") }],
  ]);
  const live = account.live.get("live");
  if (live) account.live.set("live", { ...live, lastModifiedTime: now });
  const { topics } = await look(observer(), messages);
  expect([...topics].map(([topic, { state, reason }]) => [topic, state, reason])).toEqual([
    ["live", "pending", undefined],
    ["over", "missing", "has expired"],
    ["gone", "missing", "has expired"],
    ["cleared", "missing", undefined],
    ["perhaps", "missing", "may have expired"],
    ["never", "missing", undefined],
  ]);
});

test("of a large account, only as many pages are read as Gets would take no longer", async () => {
  for (let i = 0; i < 50; i++) publish(`other/${i}`, "x");
  publish("a", "x");
  acknowledge("a", applied("x"));
  acknowledge("b", applied("x"));
  publish("b", "x");
  plane.pageSize = 10;
  plane.worth = 2;
  const watch = observer();
  for (let looks = 0; looks < 2; looks++) {
    const { topics } = await look(watch, expectedOf("a", "b", "c"));
    expect([...topics.values()].map(({ state }) => state)).toEqual(["applied", "pending", "missing"]);
    // The second look does without.
    expect(plane.pages).toBe(2);
    expect(plane.gets.sort()).toEqual(["a", "a/applied", "b", "b/applied", "c"]);
  }
});

test("a topic that cannot be acknowledged is an error before anything is called", async () => {
  const deep = "1/2/3/4/5/6/7/8";
  const messages = expectedOf(deep, "a", "a/applied");
  await expect(look(observer(), messages)).rejects.toThrow(
    new RegExp(`^${deep}: its topic by {topic}/applied must have at most 7 slashes, got 8 \\(and 1 more\\)$`),
  );
  expect(plane.calls).toBe(0);
});

test("what cannot be read fails the look, and one failure is told in its own words", async () => {
  publish("a", "x");
  publish("b", "x");
  plane = new CountingPlane(account, { blind: [true] });
  await expect(observer().look(expectedOf("a", "b"))).rejects.toThrow("test: get");
  plane = new CountingPlane(account, { blind: [true, true] });
  await expect(observer().look(expectedOf("a", "b"))).rejects.toThrow("2 of 2 messages could not be read: test: get");
});

test("enough is applied at the percentage, and never while one is refused", () => {
  const of = (applied: number, pending: number, refused = 0) =>
    sumsOf([
      ...Array.from({ length: applied }, () => ({ state: "applied" as const })),
      ...Array.from({ length: pending }, () => ({ state: "pending" as const })),
      ...Array.from({ length: refused }, () => ({ state: "refused" as const })),
    ]);
  expect([hasConverged(of(95, 5), 95), hasConverged(of(94, 6), 95)]).toEqual([true, false]);
  expect([hasConverged(of(3, 0)), hasConverged(of(2, 1))]).toEqual([true, false]);
  expect(hasConverged(of(99, 0, 1), 95)).toBe(false);
});

describe("a wait", () => {
  const wait = (limit: number, endsOnRefusal: boolean, onLook: () => void = () => undefined) =>
    waitForConvergence({
      observer: observer(),
      messages: expectedOf("a"),
      atLeast: 100,
      interval: 1,
      limit,
      endsOnRefusal,
      onLook,
    });

  test("ends when the device has applied its message", async () => {
    publish("a", "x");
    let looks = 0;
    const { outcome } = await wait(60_000, true, () => {
      if (++looks === 3) acknowledge("a", applied("x"));
    });
    expect([outcome, looks]).toEqual(["converged", 4]);
  });

  test("ends at once when the device refuses it, or goes on if it is to", async () => {
    publish("a", "x");
    acknowledge("a", refused("x", "no"));
    expect((await wait(60_000, true)).outcome).toBe("refused");
    const { outcome } = await wait(60_000, false, () => acknowledge("a", applied("x")));
    expect(outcome).toBe("converged");
  });

  test("ends when its time is over, after one look more", async () => {
    publish("a", "x");
    let looks = 0;
    expect((await wait(0, true, () => void looks++)).outcome).toBe("timeout");
    expect(looks).toBe(1);
    expect((await wait(20, true)).outcome).toBe("timeout");
  });
});

test("convergence() refuses versions of topics that are not asked about, and names the first", async () => {
  const args = {
    topics: ["a"],
    applied: "{topic}/applied",
    versions: { a: versionOf("a"), b: versionOf("b"), c: versionOf("c") },
  };
  const neverAsked = { places: {} as Places, settings: {} as Settings };
  await expect(findConvergence(neverAsked, args)).rejects.toThrow(/^`versions`: b: expected one of `topics`$/);
});

test("a look tells of each topic that it has looked at", async () => {
  publish("a", "x");
  let told = 0;
  await look(observer({ onTopic: () => told++ }), expectedOf("a", "b"));
  expect(told).toBe(2);
});
