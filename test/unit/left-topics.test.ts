import { decodeBookkeeping } from "../../provider/engine/bookkeeping";
import { FakeAccount, FakeDataPlane } from "../support/fake-data-plane";
import { type Declaration, ModelEngine } from "../support/model-engine";

// A topic leaves a set for a message, and the message fails before it has published: the set still has the message.

const set = (...topics: string[]): Declaration => ({
  kind: "RetainedMessageSet",
  name: "set",
  args: { messages: Object.fromEntries(topics.map((topic) => [topic, "on"])), marker: true },
});
const message: Declaration = {
  kind: "RetainedMessage",
  name: "message",
  args: { topic: "b", payload: "on", marker: true },
};

let account: FakeAccount;
let engine: ModelEngine;
const live = () => [...account.live.keys()].sort();
const calls = async (command: (plane: FakeDataPlane) => Promise<unknown>) => {
  const plane = new FakeDataPlane(account);
  await command(plane);
  return plane.calls;
};

beforeEach(async () => {
  account = new FakeAccount();
  engine = new ModelEngine(account);
  await engine.deploy([set("a", "b")]);
  const plane = new FakeDataPlane(account, { blind: [true] });
  expect(await engine.deploy([message, set("a")], plane, true)).toBe("failed");
  expect(live()).toEqual(["a", "b"]);
  expect(engine.resources.map(({ kind }) => kind)).toEqual(["RetainedMessageSet"]);
  expect(engine.resources[0]?.outputs["count"]).toBe(1);
});

test("destroy clears it", async () => {
  expect(await engine.destroy()).toBe("done");
  expect(live()).toEqual([]);
});

test("a refresh shows it as drift, and the next `up` clears it, if nothing declares it", async () => {
  expect(await engine.refresh()).toEqual({ end: "done", hasDrifted: true });
  expect(await engine.deploy([set("a")])).toBe("done");
  expect(live()).toEqual(["a"]);
});

test("an update of the set for another reason clears it too", async () => {
  expect(await engine.deploy([set("a", "c")])).toBe("done");
  expect(live()).toEqual(["a", "c"]);
});

test("the message takes it over, and then the set gives it up without a word", async () => {
  expect(await engine.deploy([message, set("a")])).toBe("done");
  expect(await calls((plane) => engine.deploy([message, set("a")], plane))).toBe(0);
  expect(await engine.refresh()).toEqual({ end: "done", hasDrifted: false });
  const [state] = engine.resources.filter(({ kind }) => kind === "RetainedMessageSet");
  expect([...decodeBookkeeping(state?.outputs.__bookkeeping).messages.keys()]).toEqual(["a"]);
  expect(await engine.deploy([message])).toBe("done");
  expect(live()).toEqual(["b"]);
});

test("the set takes it back", async () => {
  expect(await engine.deploy([set("a", "b")])).toBe("done");
  expect(await engine.refresh()).toEqual({ end: "done", hasDrifted: false });
  expect(live()).toEqual(["a", "b"]);
});
