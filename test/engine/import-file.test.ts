import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { RetainedMessage, RetainedMessageSet } from "../../provider";
import { endCommands, run } from "../support/command";
import { look, publishAs, text, topics } from "../support/look";
import { NativeMessage, NativeSet } from "../support/native";
import { type Program, useStack } from "../support/stack";

// What `iot-retained import-file` prints, taken by the real CLI.

const stack = useStack();

afterEach(endCommands);

/** Runs the command, and imports what it prints. */
async function bringIn(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run("import-file", "--endpoint", stack.endpoint, ...args);
  expect([code, stderr.includes("pulumi import --file import.json --generate-code=false")]).toEqual([0, true]);
  await writeFile(join(stack.directory, "import.json"), stdout);
  await stack.command(["import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes"]);
  return stderr;
}

/** Takes the resources of this package out of the state, and leaves their messages. A provider has no name after `iot-retained:`. */
async function loseState(): Promise<void> {
  for (const [urn] of await stack.recorded()) {
    if (/iot-retained:(index:)?[A-Z]/.test(urn)) await stack.command(["state", "delete", urn, "--yes"]);
  }
}

/** Preview and refresh see no change, nothing is published, and destroy clears. */
async function expectTaken(program: Program, resources: number): Promise<void> {
  expect((await stack.preview(program)).changes).toEqual({ same: resources });
  await stack.up(program);
  expect(stack.calls).toEqual([]);
  await stack.refresh();
  expect((await stack.up(program)).changes).toEqual({ same: resources });
  expect(stack.count("Publish")).toBe(0);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
}

const binary = Buffer.from([0xff, 0x00, 0x80]);

/** Four messages of somebody who writes no marker. */
async function publishAll(): Promise<void> {
  await publishAs(stack.endpoint, "acme/json", '{"b": 1, "a": 2}');
  await publishAs(stack.endpoint, "acme/binary", binary);
  await publishAs(stack.endpoint, "acme/pump 1/ä:b", "x", [{ model: "m200" }], 0);
  await publishAs(stack.endpoint, "acme/steps", "x", [{ step: "1" }, { step: "2" }]);
}

test("single messages: binary, user properties, qos 0, and a name from any topic", async () => {
  await publishAll();
  await bringIn("--prefix", "acme");
  await expectTaken(() => {
    const marker = false;
    new RetainedMessage("acme/json", { topic: "acme/json", payload: '{"b": 1, "a": 2}', marker });
    const payloadBase64 = binary.toString("base64");
    new RetainedMessage("acme/binary", { topic: "acme/binary", payloadBase64, marker });
    const userProperties = { model: "m200" };
    const topic = "acme/pump 1/ä:b";
    new RetainedMessage("acme/pump%201/%C3%A4%3Ab", { topic, payload: "x", qos: 0, userProperties, marker });
    const steps = [{ step: "1" }, { step: "2" }];
    new RetainedMessage("acme/steps", { topic: "acme/steps", payload: "x", userProperties: steps, marker });
  }, 4);
});

test("a set: the same messages; what it remembers of them is encrypted in the state", async () => {
  await publishAll();
  await bringIn("--set", "defaults");
  const state = JSON.parse(await stack.state()).checkpoint.latest.resources.at(-1);
  expect(state.outputs.__bookkeeping).toEqual(expect.objectContaining({ ciphertext: expect.any(String) }));
  expect(state.outputs.count).toBe(4);
  const messages = {
    "acme/json": '{"b": 1, "a": 2}',
    "acme/binary": { payloadBase64: binary.toString("base64") },
    "acme/pump 1/ä:b": { payload: "x", qos: 0 as const, userProperties: { model: "m200" } },
    "acme/steps": { payload: "x", userProperties: [{ step: "1" }, { step: "2" }] },
  };
  await expectTaken(() => new RetainedMessageSet("defaults", { messages, marker: false }), 1);
});

test("for the native provider: a set, and single messages of a stack that has lost its state", async () => {
  await stack.configure({ "iot-retained:owner": "acme/prod" });
  const messages = { "acme/a": "1", "acme/b": { payload: { on: true }, qos: 0 } };
  const motd = () => new NativeMessage("motd", { topic: "motd", payload: "welcome" });
  await stack.up(motd);
  await loseState();
  await publishAs(stack.endpoint, "acme/a", "1");
  await publishAs(stack.endpoint, "acme/b", '{"on":true}', [], 0);
  await bringIn("--native", "--set", "defaults");
  await bringIn("--native", "--owner", "acme/prod");
  await expectTaken(() => [new NativeSet("defaults", { messages, marker: false }), motd()], 2);
});

test("a stack that has lost its state takes its own messages again, and nobody else's", async () => {
  const messages = { "acme/a": "1", "acme/b": { payload: "2", qos: 0 as const } };
  const single = () => new RetainedMessage("motd", { topic: "motd", payload: "welcome" });
  const both = () => [new RetainedMessageSet("defaults", { messages }), single()];
  await stack.up(both);
  await publishAs(stack.endpoint, "unmarked", "x");
  await loseState();

  const owner = "organization/iot-retained-test/test";
  const mixed = await run("import-file", "--endpoint", stack.endpoint, "--owner", owner, "--set", "defaults");
  expect([mixed.code, mixed.stdout]).toEqual([2, ""]);
  expect(mixed.stderr).toMatch(/^left out: 1 message without a marker\n.*2 resources \(defaults, motd\).*\n$/);

  await bringIn("--owner", owner, "--set", "defaults", "--prefix", "acme");
  await bringIn("--owner", owner, "--prefix", "motd");
  expect((await stack.preview(both)).changes).toEqual({ same: 2 });
  await stack.up(both);
  expect(stack.calls).toEqual([]);
  await stack.refresh();
  await stack.up(both);
  expect(stack.count("Publish")).toBe(0);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(["unmarked"]);
});

test("what cannot be read shows in preview, and is not published again where it is as before", async () => {
  const messages = { "acme/a": "1", "acme/b": { payload: "2", contentType: "text/plain" } };
  const program = () => new RetainedMessageSet("defaults", { messages });
  await stack.up(program);
  await loseState();
  const told = await bringIn("--owner", "organization/iot-retained-test/test", "--set", "defaults");
  expect(told).toMatch(/\n1 message has properties that cannot be read/);
  expect((await stack.preview(program)).changes).toEqual({ update: 1 });
  await stack.up(program);
  expect(stack.count("Publish")).toBe(0);
  await stack.refresh({ expectNoChanges: true });
});

test("what carries a marker is left out, with a line that tells whose", async () => {
  await publishAs(stack.endpoint, "a", "x", [{ "managed-by": "pulumi:acme/pumps/prod/defaults#1" }]);
  await publishAs(stack.endpoint, "b", "x", [{ "managed-by": "ansible" }]);
  await publishAs(stack.endpoint, "c", "x");
  const told = await bringIn();
  expect(told).toContain("left out: 1 message of acme/pumps/prod, which `--owner acme/pumps/prod` takes\n");
  expect(told).toContain("left out: 1 message marked by others\n");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(["a", "b"]);
  expect(await look(stack.endpoint, "c")).toBeUndefined();
});

test.each([
  ["the same again", "x", async () => {}],
  ["the same again, and a refresh saw it", "x", async () => void (await stack.refresh())],
  ["something else, and a refresh saw it", "y", async () => void (await stack.refresh())],
])("destroy leaves an imported message that somebody has published since: %s", async (_what, payload, meanwhile) => {
  await publishAs(stack.endpoint, "a/1", "x");
  await bringIn();
  await setTimeout(5); // AWS and the endpoint count in milliseconds
  await publishAs(stack.endpoint, "a/1", payload);
  await meanwhile();
  const { stdout } = await stack.destroy();
  expect(stdout).toMatch(/warning: the retained message on a\/1 was left/);
  expect(await text(stack.endpoint, "a/1")).toBe(payload);
});

test("what was imported from one place is not cleared at another", async () => {
  const other = await stack.another();
  await publishAs(stack.endpoint, "acme/copy", "same");
  await publishAs(other.endpoint, "acme/copy", "same");
  const program = () => new RetainedMessage("acme/copy", { topic: "acme/copy", payload: "same", marker: false });
  const { stdout } = await run("import-file", "--endpoint", other.endpoint, "--region", "eu-west-1");
  await writeFile(join(stack.directory, "import.json"), stdout);
  await stack.configure({ "iot-retained:endpoint": undefined });
  stack.inEnvironment({ AWS_ENDPOINT_URL_IOT_DATA_PLANE: stack.endpoint });
  await stack.command(["import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes"]);
  expect((await stack.preview(program)).changes).toEqual({ same: 1 });
  const refused = String(await stack.destroy().catch(String));
  expect(refused).toContain(`the message was published in eu-west-1 at ${other.endpoint}`);
  expect([await topics(stack.endpoint), await topics(other.endpoint)]).toEqual([["acme/copy"], ["acme/copy"]]);
  stack.inEnvironment({ AWS_ENDPOINT_URL_IOT_DATA_PLANE: other.endpoint });
  await stack.destroy();
  expect([await topics(stack.endpoint), await topics(other.endpoint)]).toEqual([["acme/copy"], []]);
});

test("an update that changes nothing on the wire leaves an import as certain as it was", async () => {
  await publishAs(stack.endpoint, "a/1", "x");
  await bringIn();
  const program = () =>
    new RetainedMessage("a/1", { topic: "a/1", payload: "x", marker: false, onExpiry: "republish" });
  await stack.up(program);
  expect((await stack.preview(program)).changes).toEqual({ same: 1 });
  await stack.up(program);
  expect(stack.calls).toEqual([]);
});
