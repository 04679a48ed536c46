import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessageSet, type RetainedMessageSetArgs } from "../../provider";
import { failureOf } from "../support/failure";
import { topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

/** A program with one set whose arguments no type has checked. */
const set = (args: unknown) => () => new RetainedMessageSet("defaults", args as RetainedMessageSetArgs);

const bad = {
  "a/+": "x",
  "a/empty": "",
  "a/qos": { payload: "x", qos: 2, messageExpiry: 0 },
  "a/none": {},
  "a/both": { payload: "x", payloadBase64: "eA==" },
  "a/name": { payLoad: "x" },
  "a/topic": { topic: "a/other", payload: "x" },
  "a/null": null,
  "a/undefined": undefined,
  "a/number": 7,
  "a/json": { rate: 3 },
  "a/date": { payload: { at: new Date(0) } },
  'a/"quoted"': { payload: "x", userProperties: { model: 7 } },
  "a/file": { payload: new pulumi.asset.FileAsset("no-such-file") },
  "a/good": { payload: "x" },
  ["__proto__"]: "x",
};

const reasons = [
  /`messages\["a\/\+"\]`: must not contain the wildcards/,
  /`messages\["a\/empty"\]\.payload`: must not be empty/,
  /`messages\["a\/qos"\]\.qos`: expected 0 or 1, got 2/,
  /`messages\["a\/qos"\]\.messageExpiry`: expected at least 1 second/,
  /`messages\["a\/none"\]\.payload`: expected a payload/,
  /`messages\["a\/both"\]\.payloadBase64`: expected payload or payloadBase64, got both/,
  /`messages\["a\/name"\]\.payLoad`: there is no such argument; the nearest is `payload`/,
  /`messages\["a\/topic"\]`: takes no `topic`/,
  /`messages\["a\/null"\]`: expected a message/,
  /`messages\["a\/undefined"\]`: expected a message/,
  /`messages\["a\/number"\]`: expected a message.*; a JSON payload is written `\{ payload: \{ rate: 3 \} \}`/,
  /`messages\["a\/json"\]`: has no argument of a message; a JSON payload is written `\{ payload: \{ rate: 3 \} \}`/,
  /`messages\["a\/date"\]\.payload`: expected text, a JSON value,.* got this class of object: Date at `at`/,
  /`messages\["a\/\\"quoted\\""\]\.userProperties\["model"\]`: expected a string/,
  /`messages\["a\/file"\]\.payload`: the file of the FileAsset cannot be read \(ENOENT\)/,
  /`messages\["__proto__"\]`: cannot be in a set/,
  /`exclusive\[0\]`: expected at least one level/,
  /`exclusive\[1\]`: must not contain the wildcards/,
  /`defaults\.qos`: expected 0 or 1, got 3/,
  /`defaults\.payload`: there is no such argument/,
  /`Overwrite`: there is no such argument; the nearest is `overwrite`/,
];

const args = { messages: bad, exclusive: ["", "a/#"], defaults: { qos: 3, payload: "x" }, Overwrite: true };

test("every fault of a set, at once, in preview", async () => {
  const failure = await failureOf(stack, set(args));
  for (const reason of reasons) expect(failure).toMatch(reason);
  expect(failure).not.toContain("a/good");
  expect(failure.match(/`messages\["a\/empty"\]/g)).toHaveLength(1);
});

test("up refuses what preview does", async () => {
  const failure = await stack.up(set(args)).then(
    () => "",
    (error: Error) => error.message,
  );
  for (const reason of reasons) expect(failure).toMatch(reason);
  expect(stack.calls).toEqual([]);
});

test("a set without messages would clear all of them, so it is refused", async () => {
  await stack.up(set({ messages: { "a/b": "x" } }));
  for (const messages of [{}, pulumi.output({})]) {
    expect(await failureOf(stack, set({ messages }))).toContain("expected at least one message");
    await expect(stack.up(set({ messages }))).rejects.toThrow("expected at least one message");
  }
  for (const messages of [undefined, null, [], ["x"], new Map([["a", "x"]]), "x", 7]) {
    expect(await failureOf(stack, set({ messages }))).toMatch(/`messages`: expected/);
  }
  expect(await topics(stack.endpoint)).toEqual(["a/b"]);
});

test("a message that turns out to be nothing is an error, and its topic is not cleared", async () => {
  await stack.up(set({ messages: { "a/b": "x", "a/c": "x" } }));
  for (const nothing of [pulumi.output(undefined), pulumi.output(null), Promise.resolve(undefined)]) {
    const failure = await failureOf(stack, set({ messages: { "a/b": nothing, "a/c": "x" } }));
    expect(failure).toMatch(/`messages\["a\/b"\]`: expected a message/);
  }
  const inside = set({ messages: { "a/b": { payload: pulumi.secret(undefined) }, "a/c": "x" } });
  expect(await failureOf(stack, inside)).toMatch(/`messages\["a\/b"\]\.payload`: expected a payload/);
  await expect(stack.up(inside)).rejects.toThrow(/expected a payload/);
  expect(await topics(stack.endpoint)).toEqual(["a/b", "a/c"]);
});

test("each message is held to its schema, or to that of the defaults", async () => {
  const schema = { type: "object", required: ["interval"], properties: { interval: { minimum: 1 } } };
  const messages = {
    "a/low": { payload: { interval: 0 } },
    "a/none": { payload: pulumi.output({}) },
    "a/text": "no JSON",
    "a/own": { payload: "no JSON", schema: true },
    "a/loose": pulumi.output({ payload: { interval: "x" }, schema: { type: "array" } }),
    "a/good": { payload: { interval: 5 } },
  };
  const failure = await failureOf(stack, set({ messages, defaults: { schema } }));
  expect(failure).toMatch(/`messages\["a\/low"\]\.payload`: must be >= 1 at "\/interval"/);
  expect(failure).toMatch(/`messages\["a\/none"\]\.payload`: must have required property 'interval'/);
  expect(failure).toMatch(/`messages\["a\/text"\]\.payload`: expected JSON/);
  expect(failure).toMatch(/`messages\["a\/own"\]\.payload`: expected JSON/);
  expect(failure).toMatch(/`messages\["a\/loose"\]\.payload`: must be array/);
  expect(failure).not.toContain("a/good");
});

test("a fault in a secret message tells no names inside of it", async () => {
  const messages = { "a/b": { payload: "x", userProperties: pulumi.secret({ hush: 7 }) } };
  const failure = await failureOf(stack, set({ messages }));
  expect(failure).toMatch(/`messages\["a\/b"\]\.userProperties`: expected a string/);
  expect(failure).not.toContain("hush");
});

test("awkward topics are keys like any other", async () => {
  const awkward = ["a b", "a%2Fb", "ü/…", "//", 'q"uote', "back\\slash", "dots..", "[0]", "__hidden", "constructor"];
  const messages = Object.fromEntries(awkward.map((topic) => [topic, topic]));
  await stack.up(set({ messages }));
  expect(await topics(stack.endpoint)).toEqual([...awkward].sort());
  await stack.refresh({ expectNoChanges: true });
  const changed = { ...messages, "//": "changed" };
  await stack.up(set({ messages: changed }));
  expect(stack.count("Publish")).toBe(1);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a program that the CLI runs fails its preview, too", async () => {
  await writeFile(
    join(stack.directory, "Pulumi.yaml"),
    "name: iot-retained-test\nruntime: { name: nodejs, options: { typescript: false } }\nmain: program.js\n",
  );
  const program = 'new (require("pulumi-iot-retained").RetainedMessageSet)("defaults", { messages: { "a/+": "x" } })';
  await writeFile(join(stack.directory, "program.js"), program);
  await expect(stack.command(["preview"])).rejects.toThrow();
});
