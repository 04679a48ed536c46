import type { Fault, LocalOperation } from "../../../provider/local";
import { messageOfFailed } from "../../support/failure";
import { text, topics } from "../../support/look";
import { NativeMessage, NativeProvider, NativeSet } from "../../support/native";
import { useStack } from "../../support/stack";

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

function fail(operation: LocalOperation, answer: Fault, isFaulty: (topic: string) => boolean = () => true): void {
  stack.fault = (call) => (call.operation === operation && isFaulty(call.topic ?? "") ? answer : undefined);
}

const heal = () => {
  stack.fault = () => undefined;
};

test("a create that may have published keeps its state: destroy clears what was stored", async () => {
  fail("Publish", { drop: "after" });
  const program = () => new NativeMessage("message", { topic: "site/a", payload: "on" });
  expect(await messageOfFailed(stack.up(program))).toContain("no answer");
  expect(await text(stack.endpoint, "site/a")).toBe("on");
  heal();
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a set that fails half way keeps what was done: the next up publishes the rest", async () => {
  const messages = { "site/a": "1", "site/b": "2", "site/c": "3" };
  fail("Publish", { error: "UnauthorizedException" }, (topic) => topic === "site/b");
  const program = () => new NativeSet("set", { messages });
  const failure = await messageOfFailed(stack.up(program));
  expect(failure).toContain("Allow iot:Publish and iot:RetainPublish");
  expect(failure).not.toMatch(/^\s+at /m);
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/c"]);
  heal();
  await stack.up(program);
  expect(stack.operations.filter((operation) => operation === "Publish")).toHaveLength(1);
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/b", "site/c"]);
  await stack.refresh({ expectNoChanges: true });
});

test("an update that fails half way is made again", async () => {
  const program = (payload: string) => () =>
    new NativeSet("set", { messages: { "site/a": payload, "site/b": payload } });
  await stack.up(program("1"));
  fail("Publish", { error: "UnauthorizedException" }, (topic) => topic === "site/b");
  await messageOfFailed(stack.up(program("2")));
  heal();
  expect((await stack.up(program("2"))).changes).toEqual({ update: 1 });
  expect(await text(stack.endpoint, "site/b")).toBe("2");
  await stack.refresh({ expectNoChanges: true });
});

test("settings that change reach the provider, and replace nothing", async () => {
  const other = await stack.another();
  const program = (endpoint: string, publishRate: number) => () => {
    const provider = new NativeProvider("own", { endpoint, region: "eu-west-1", owner: "acme/pumps/own", publishRate });
    new NativeMessage("message", { topic: "site/a", payload: "on" }, { provider });
  };
  await stack.up(program(stack.endpoint, 100));
  // Only the provider is updated.
  expect((await stack.up(program(stack.endpoint, 50))).changes).toEqual({ update: 1, same: 1 });
  // Another place replaces the message: it is published there first, and then cleared here.
  await stack.up(program(other.endpoint, 50));
  expect(await text(other.endpoint, "site/a")).toBe("on");
  expect(await topics(stack.endpoint)).toEqual([]);
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(other.endpoint)).toEqual([]);
});

test("settings of the stack that change reach the default provider", async () => {
  const other = await stack.another();
  const program = () => new NativeMessage("message", { topic: "site/a", payload: "on" });
  await stack.up(program);
  await stack.configure({ "iot-retained:endpoint": other.endpoint });
  await stack.up(program);
  expect(await text(other.endpoint, "site/a")).toBe("on");
  expect(await topics(stack.endpoint)).toEqual([]);
});
