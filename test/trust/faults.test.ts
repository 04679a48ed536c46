import { FakeAccount, FakeDataPlane } from "../support/fake-data-plane";
import { type Declaration, ModelEngine } from "../support/model-engine";
import { cells, describeCell, FaultTrial } from "./support/fault-cell";
import { chosen, trialsOf } from "./support/trial";

// Each kind of resource in each operation, while calls go wrong: over HTTP, through the handlers.

// Waits of retries and rates take no time here.
jest.mock("node:timers/promises", () => ({
  ...jest.requireActual("node:timers/promises"),
  setTimeout: async () => undefined,
}));

const { trial, count } = trialsOf("Faults of Publish, Get and List: through the handlers, over HTTP");

for (const cell of chosen(cells, (_, index) => index % 37 === 0)) {
  trial(describeCell(cell), () => new FaultTrial(cell, count).run());
}

trial("a topic leaves a set for a message whose create fails: the set still has it", async () => {
  const account = new FakeAccount();
  const engine = new ModelEngine(account);
  const set = (topic: string): Declaration => ({
    kind: "RetainedMessageSet",
    name: "set",
    args: { messages: { [topic]: "x" } },
  });
  const message: Declaration = { kind: "RetainedMessage", name: "message", args: { topic: "moved", payload: "x" } };
  expect(await engine.deploy([set("moved")])).toBe("done");
  // The second Get is the one that the create of the message makes.
  const plane = new FakeDataPlane(account, { blind: [false, true] });
  expect(await engine.deploy([set("other"), message], plane, true)).toBe("failed");
  expect(await engine.refresh()).toMatchObject({ end: "done" });
  expect(await engine.deploy([])).toBe("done");
  expect([...account.live.keys()]).toEqual([]);
});
