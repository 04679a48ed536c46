import { createHash } from "node:crypto";
import {
  DeviceDefaults,
  getRetainedMessage,
  getRetainedMessageOutput,
  listRetainedMessages,
  listRetainedMessagesOutput,
  Provider,
  RetainedMessage,
} from "../../provider";
import { pulumi } from "../support/cli";
import { publishAs } from "../support/look";
import { message, topic } from "../support/message";
import { useStack } from "../support/stack";

const stack = useStack();

test("getRetainedMessage reads what is there, in preview and in up, and whose it is", async () => {
  await publishAs(
    stack.endpoint,
    "acme/a",
    Buffer.from([255, 0]),
    [{ "managed-by": "pulumi:o/p/s/n%20m#1" }, { b: "c" }],
    0,
  );
  const program = async () => ({ found: await getRetainedMessage({ topic: "acme/a" }) });
  await stack.preview(program);
  expect(stack.operations).toEqual(["GetRetainedMessage"]);
  await stack.up(program);
  expect((await stack.outputs())["found"]).toEqual({
    topic: "acme/a",
    payloadBase64: "/wA=",
    payloadSha256: createHash("sha256")
      .update(Buffer.from([255, 0]))
      .digest("hex"),
    payloadSize: 2,
    qos: 0,
    userProperties: { b: "c" },
    managedBy: { owner: "o/p/s", name: "n m" },
    lastModifiedTime: expect.any(Number),
    region: "eu-west-1",
    dataEndpoint: stack.endpoint,
  });
});

test("a failure is told in one line without a stack trace, and fails the preview", async () => {
  const failed = async (call: string) => {
    const { code, output } = await pulumi(stack, `module.exports = async () => { ${call} };`, "preview");
    expect(code).not.toBe(0);
    expect(output).not.toMatch(/^\s+at .*\.[jt]s:\d/m);
    return output;
  };
  const none = `getRetainedMessage: there is no retained message on acme/none in eu-west-1 at ${stack.endpoint}`;
  expect(await failed('await iot.getRetainedMessage({ topic: "acme/none" })')).toContain(none);
  expect(await failed('iot.getRetainedMessageOutput({ topic: "acme/none" })')).toContain(none);
  const wild = await failed('await iot.getRetainedMessage({ topic: "acme/#" })');
  expect(wild).toContain("getRetainedMessage: `topic`: must not contain the wildcards `+` and `#`");
  stack.fault = () => ({ error: "UnauthorizedException" });
  const denied = await failed('await iot.getRetainedMessage({ topic: "acme/a" })');
  expect(denied).toContain("Allow iot:GetRetainedMessage on arn:aws:iot:eu-west-1:<account>:topic/acme/a");
  const unlisted = await failed("await iot.listRetainedMessages()");
  expect(unlisted).toContain("Allow iot:ListRetainedMessages on *");
  const late = `const first = new iot.RetainedMessage("first", { topic: "first", payload: "on" });
    const provider = new iot.Provider("late", { endpoint: first.id });
    await iot.getRetainedMessage({ topic: "acme/a" }, { provider });`;
  expect(await failed(late)).toContain(
    "getRetainedMessage: the settings of the provider are not known in this preview",
  );
});

test("the output form waits for what it depends on, and is unknown in preview until that exists", async () => {
  const program = () => {
    const resource = message({ payload: { on: true } })();
    const byInput = getRetainedMessageOutput({ topic: resource.id.apply(() => topic) });
    const byOption = getRetainedMessageOutput({ topic }, { dependsOn: [resource] });
    const listed = listRetainedMessagesOutput({ prefix: "site/" }, { dependsOn: resource });
    return { byInput: byInput.payload, byOption: byOption.payload, listed: listed.messages.apply((all) => all.length) };
  };
  await stack.preview(program);
  expect(stack.calls.map(({ topic }) => topic)).toEqual(["site/a/config"]);
  await stack.up(program);
  expect(await stack.outputs()).toEqual({ byInput: '{"on":true}', byOption: '{"on":true}', listed: 1 });
});

test("it waits for all that is in a component, and no error tells a secret", async () => {
  const program = () => {
    const devices = new DeviceDefaults("devices", { things: ["a"], topic: "t/{thingName}", payload: "on" });
    return { found: getRetainedMessageOutput({ topic: "t/a" }, { dependsOn: [devices] }).payload };
  };
  await stack.preview(program);
  expect(stack.calls.map(({ topic }) => topic)).toEqual(["t/a"]);
  await stack.up(program);
  expect(await stack.outputs()).toEqual({ found: "on" });
  const secret = 'iot.getRetainedMessageOutput({ topic: pulumi.secret("hush/hush") });';
  const { code, output } = await pulumi(stack, secret, "preview");
  expect(code).not.toBe(0);
  expect(output).toContain("there is no retained message on [secret]");
  expect(output).not.toContain("hush");
});

test("a provider whose settings are not known yet makes the output unknown", async () => {
  const late = `const first = new iot.RetainedMessage("first", { topic: "first", payload: "on" });
    const provider = new iot.Provider("late", { endpoint: first.dataEndpoint });
    exports.found = iot.getRetainedMessageOutput({ topic: "first" }, { provider, dependsOn: first }).payload;`;
  expect(await pulumi(stack, late, "preview")).toMatchObject({ code: 0 });
  expect((await pulumi(stack, late, "up", "--yes", "--skip-preview")).output).toContain('found: "on"');
});

test("listRetainedMessages lists by prefix, in the order of topics, and page by page", async () => {
  for (const at of ["acme/b", "acme/a/c", "acme", "acmeter", "acme/a"]) await publishAs(stack.endpoint, at, at);
  for (let i = 0; i < 200; i++) await publishAs(stack.endpoint, `more/${i}`, "x");
  const listed = async (prefix?: string) => {
    await stack.up(async () => {
      const { messages } = await listRetainedMessages(prefix === undefined ? {} : { prefix });
      return { found: messages.map((message) => message.topic), first: messages[0] };
    });
    return await stack.outputs();
  };
  expect((await listed("acme"))["found"]).toEqual(["acme", "acme/a", "acme/a/c", "acme/b"]);
  expect((await listed("acme/"))["found"]).toEqual(["acme/a", "acme/a/c", "acme/b"]);
  const all = await listed();
  expect(all["found"]).toHaveLength(205);
  expect(all["first"]).toEqual({ topic: "acme", payloadSize: 4, qos: 1, lastModifiedTime: expect.any(Number) });
});

test("an explicit provider, and a place in the arguments, are asked instead of the stack's", async () => {
  const other = await stack.another();
  await publishAs(other.endpoint, topic, "there");
  const program = async () => {
    const provider = new Provider("other", { endpoint: other.endpoint });
    const { payload } = await getRetainedMessage({ topic }, { provider });
    const parent = new RetainedMessage("parent", { topic: "parent", payload: "on" }, { provider });
    const inherited = await listRetainedMessages({}, { parent });
    const placed = await getRetainedMessage({ topic, endpoint: other.endpoint });
    return { payload, inherited: inherited.dataEndpoint, placed: placed.payload };
  };
  await stack.up(program);
  expect(await stack.outputs()).toEqual({ payload: "there", inherited: other.endpoint, placed: "there" });
});
