import * as pulumi from "@pulumi/pulumi";
import { type LoadMessagesOptions, loadMessages } from "../../provider";
import { folder } from "../support/folder";

function failure(directory: string, options?: LoadMessagesOptions): unknown {
  try {
    loadMessages(directory, options);
  } catch (error) {
    return error;
  }
  return undefined;
}

test("the messages of a folder are those of a set", () => {
  const root = folder({ "retained.yaml": "defaults: { qos: 0 }", "b/x.json": '{ "b": 1 }', "a.txt": "hi\n" });
  const messages = loadMessages(root, { prefix: "dev" });
  expect(messages).toEqual({ "dev/a": { payload: "hi\n", qos: 0 }, "dev/b/x": { payload: '{"b":1}', qos: 0 } });
  expect(Object.keys(messages)).toEqual(["dev/a", "dev/b/x"]);
});

test("map changes a message, moves it to another topic, or leaves it out", () => {
  const root = folder({ "a.json": "1", "b.json": "2", "c.json": "3", "d.json": "4" });
  const password = pulumi.secret("hush");
  const messages = loadMessages(root, {
    map: (topic, message) => {
      if (topic === "a") return undefined;
      if (topic === "b") return { ...message, topic: "moved/b" };
      return topic === "c" ? { ...message, qos: 0, topic: undefined as never } : { payload: password };
    },
  });
  expect(messages).toEqual({
    "moved/b": { payload: "2" },
    c: { payload: "3", qos: 0 },
    d: { payload: password },
  });
});

test("two messages may change places", () => {
  const root = folder({ "a.txt": "a", "b.txt": "b" });
  const map = (topic: string, message: object) => ({ ...message, topic: topic === "a" ? "b" : "a" });
  expect(loadMessages(root, { map })).toEqual({ a: { payload: "b" }, b: { payload: "a" } });
});

test("what map does to one message it does to no other", () => {
  const root = folder({ "retained.yaml": "defaults: { userProperties: { site: x } }", "a.txt": "a", "b.txt": "b" });
  const messages = loadMessages(root, {
    map: (topic, message) => {
      Object.assign(message.userProperties as object, topic === "a" ? { only: "a" } : {});
      return message;
    },
  });
  expect(messages).toEqual({
    a: { payload: "a", userProperties: { site: "x", only: "a" } },
    b: { payload: "b", userProperties: { site: "x" } },
  });
});

test.each<[string, unknown, string]>([
  ["another one's topic", { topic: "b" }, "mapped by `map`: has the same topic as a.txt"],
  [
    "a topic with a wildcard",
    { topic: "x/#" },
    "mapped by `map`: the topic must not contain the wildcards `+` and `#`",
  ],
  [
    "the topic __proto__",
    { topic: "__proto__" },
    "mapped by `map`: the topic cannot be in a set: use a RetainedMessage",
  ],
  ["a topic that is an output", { topic: pulumi.output("b") }, "mapped by `map`: expected a topic that is a string"],
  ["null", null, "expected `map` to return a message or undefined"],
  ["a promise", Promise.resolve({}), "expected `map` to return a message or undefined"],
  ["an output", pulumi.output({}), "expected `map` to return a message or undefined"],
  ["a list", [], "expected `map` to return a message or undefined"],
])("map may not return %s", (_what, result, fault) => {
  const root = folder({ "a.txt": "a", "c.txt": "c" });
  const map = (topic: string) => (topic === "a" ? { topic: "b", payload: "x" } : result) as never;
  expect(failure(root, { map })).toHaveProperty(
    "message",
    `the messages of ${root} cannot be loaded:\n  c.txt: ${fault}`,
  );
});

test("everything that is wrong is one error of the program, which Pulumi prints without a stack", () => {
  const root = folder({ "a.json": '{ "password": hush }', "b.txt": "" });
  const error = failure(root);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  const text = [
    `the messages of ${root} cannot be loaded:`,
    "  a.json: line 1, column 15: invalid symbol",
    "  b.txt: must not be empty: an empty retained message clears the topic",
  ].join("\n");
  expect(error).toMatchObject({ message: text, stack: text });
});

test("a folder that is missing is named, with the place where it was looked for", () => {
  expect(failure("no/such")).toHaveProperty(
    "message",
    `the messages of no/such cannot be loaded:\n  ${process.cwd()}/no/such: expected a folder, got nothing`,
  );
});

test("an error that map throws is its own", () => {
  const error = new Error("mine");
  const map = () => {
    throw error;
  };
  expect(failure(folder({ "a.txt": "a" }), { map })).toBe(error);
});
