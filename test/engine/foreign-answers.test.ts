import { Publication, RetainedMessage, RetainedMessageSet } from "../../provider";
import type { Fault, LocalOperation } from "../../provider/local";
import { run } from "../support/command";
import { messageOfFailed } from "../support/failure";
import { look, text, topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

/** What the login page of a network answers. */
const page: Fault = { status: 200, headers: { "content-type": "text/html" }, body: "<html>log in</html>" };
const NOT_AWS = /an answer \(status 200\) that is not one of AWS from .*Check the endpoint, and any proxy/;

function answering(operation: LocalOperation, fault: Fault): void {
  stack.fault = (call) => (call.operation === operation ? fault : undefined);
}

const heal = () => {
  stack.fault = () => undefined;
};

test("a page in place of the answer to a publish is no success, for any resource", async () => {
  const program = () => {
    new Publication("signal", { topic: "a/reload" });
    new RetainedMessage("message", { topic: "a/one", payload: "on" });
    new RetainedMessageSet("set", { messages: { "a/many": "on", "a/more": "on" }, verify: false });
  };
  answering("Publish", page);
  const output = await messageOfFailed(stack.up(program));
  for (const topic of ["a/reload", "a/one", "a/many", "a/more"]) {
    expect(output.split("\n").filter((line) => line.includes(`(${topic})`))).toEqual(
      expect.arrayContaining([expect.stringMatching(NOT_AWS)]),
    );
  }
  heal();
  await stack.up(program);
  expect(await topics(stack.endpoint)).toEqual(["a/many", "a/more", "a/one"]);
  expect(stack.published("a/reload")).toEqual([0]);
  await stack.refresh({ expectNoChanges: true });
});

test("a page in place of the answer to a clear is no success, and the state keeps the resource", async () => {
  const program = () => {
    new RetainedMessage("message", { topic: "a/one", payload: "on" });
    new RetainedMessageSet("set", { messages: { "a/1": "on", "a/2": "on", "a/3": "on" }, verify: false });
  };
  await stack.up(program);
  answering("Publish", page);
  const output = await messageOfFailed(stack.destroy({ continueOnError: true }));
  expect(output).toMatch(NOT_AWS);
  const kept = (await stack.recorded()).map(([urn]) => urn.split("::").at(-1));
  expect(kept).toEqual(expect.arrayContaining(["message", "set"]));
  heal();
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test.each<[string, Fault]>([
  ["only a request id", { status: 200, headers: { "x-amzn-RequestId": "1" }, body: "" }],
  ["only a trace id", { status: 200, body: '{"message":"OK","traceId":"1"}' }],
])("an answer with %s is one of AWS", async (_name, answer) => {
  answering("Publish", answer);
  await stack.up(() => new Publication("signal", { topic: "a/reload" }));
  expect(stack.count("Publish")).toBe(1);
});

test("a clear is looked at afterwards: Get, Publish, Get", async () => {
  await stack.up(() => new RetainedMessage("message", { topic: "a/one", payload: "on" }));
  await stack.destroy();
  expect(stack.operations).toEqual(["GetRetainedMessage", "Publish", "GetRetainedMessage"]);
});

test("an acknowledged clear after which the message is still there has failed, for one message and for a set", async () => {
  const program = () => {
    new RetainedMessage("message", { topic: "a/one", payload: "on" });
    new RetainedMessageSet("set", { messages: { "a/1": "on", "a/2": "on", "a/3": "on" } });
  };
  await stack.up(program);
  answering("Publish", { status: 200, headers: { "x-amzn-RequestId": "1" }, body: "" });
  const output = await messageOfFailed(stack.destroy({ continueOnError: true }));
  for (const topic of ["a/one", "a/1", "a/2", "a/3"]) {
    expect(output).toMatch(new RegExp(`the message on ${topic} was cleared, but it is still there: 2 bytes of`));
  }
  heal();
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a listing shows that the messages of a set are gone", async () => {
  const messages = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`a/${i}`, "on"]));
  await stack.up(() => new RetainedMessageSet("set", { messages }));
  await stack.destroy();
  expect(stack.count("GetRetainedMessage")).toBe(30);
  expect(stack.count("ListRetainedMessages")).toBe(1);
});

test("a live answer that names another topic is an error, and the state stays", async () => {
  const program = () => new RetainedMessage("message", { topic: "a/one", payload: "on" });
  await stack.up(program);
  const lastModifiedTime = (await look(stack.endpoint, "a/one"))?.lastModifiedTime;
  const body = JSON.stringify({ topic: "a/two", payload: "b2Zm", qos: 1, lastModifiedTime, userProperties: null });
  answering("GetRetainedMessage", { status: 200, headers: { "x-amzn-RequestId": "1" }, body });
  await expect(stack.refresh()).rejects.toThrow(
    /reading retained message \(a\/one\): an answer that names another topic/,
  );
  heal();
  await stack.refresh({ expectNoChanges: true });
  expect(await text(stack.endpoint, "a/one")).toBe("on");
});

test("iot-retained clear says so if nothing was cleared", async () => {
  await stack.up(() => new RetainedMessage("message", { topic: "a/one", payload: "on" }));
  answering("Publish", page);
  const owner = "organization/iot-retained-test/test";
  const args = ["clear", "--owner", owner, "--endpoint", stack.endpoint, "--yes"];
  const { code, stdout, stderr } = await run(...args);
  expect(code).toBe(2);
  expect(stdout).toContain("0 messages cleared");
  expect(stderr).toMatch(NOT_AWS);
});
