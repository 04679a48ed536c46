import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deployerPolicy, subscriberPolicy } from "../../../provider";
import { pulumi } from "../../support/cli";
import { publishAs, text } from "../../support/look";
import { NativeSet, nativeInvoke } from "../../support/native";
import { useStack } from "../../support/stack";

const stack = useStack();

// Functions need no owner.

/** What a preview says in which a function fails. It runs in a process of its own, since Jest would take its end for the test's. */
async function failed(name: string, args: object): Promise<string> {
  const call = `require("@pulumi/pulumi").runtime.invoke("iot-retained:index:${name}", ${JSON.stringify(args)})`;
  const { code, output } = await pulumi(stack, `module.exports = async () => { await ${call}; };`, "preview");
  expect(code).not.toBe(0);
  return output;
}

test("a message, and the listing of all", async () => {
  await publishAs(stack.endpoint, "site/a", "on", [{ "managed-by": "pulumi:o/p/s/n#0123456789ab" }, { model: "m200" }]);
  await publishAs(stack.endpoint, "other/b", "off");
  await stack.up(async () => ({
    found: await nativeInvoke("getRetainedMessage", { topic: "site/a" }),
    listed: await nativeInvoke("listRetainedMessages", { prefix: "site" }),
  }));
  expect(await stack.outputs()).toMatchObject({
    found: {
      topic: "site/a",
      payload: "on",
      payloadBase64: "b24=",
      managedBy: { owner: "o/p/s", name: "n" },
      userProperties: { model: "m200" },
      region: "eu-west-1",
    },
    listed: { messages: [{ topic: "site/a", payloadSize: 2, qos: 1 }] },
  });
});

test("things of a group", async () => {
  stack.registry = {
    things: { "pump-1": { attributes: { line: "1" } }, "pump-2": {} },
    groups: { pumps: { things: ["pump-1", "pump-2"] } },
  };
  await stack.up(async () => ({ found: await nativeInvoke("thingsInGroup", { group: "pumps" }) }));
  expect(await stack.outputs()).toEqual({
    found: {
      things: [
        { thingName: "pump-1", attributes: { line: "1" } },
        { thingName: "pump-2", attributes: {} },
      ],
    },
  });
});

test("policies", async () => {
  const scope = { region: "eu-west-1", accountId: "123456789012", topics: ["site/{thingName}"] };
  const deploying = { ...scope, alarms: true };
  await stack.up(async () => ({
    deployer: (await nativeInvoke("deployerPolicy", deploying))["json"],
    subscriber: (await nativeInvoke("subscriberPolicy", scope))["json"],
  }));
  const { deployer, subscriber } = await stack.outputs();
  expect(deployer).toBe(deployerPolicy(deploying));
  expect(subscriber).toBe(subscriberPolicy(scope));
});

test("a folder, relative to that of the program, as the messages of a set", async () => {
  // The program of these tests is this project.
  const folder = join(".pulumi-local", "tests", "native-folder");
  await mkdir(join(folder, "site"), { recursive: true });
  stack.onClose(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "site/a.yaml"), "rate: 3\n");
  await writeFile(join(folder, "site/b.bin"), Buffer.from([255, 0]));
  await stack.configure({ "iot-retained:owner": "acme/pumps/prod" });
  await stack.up(async () => {
    const { messages } = await nativeInvoke("loadMessages", {
      directory: folder,
      prefix: "acme",
      defaults: { qos: 0 },
    });
    new NativeSet("set", { messages });
  });
  expect(await text(stack.endpoint, "acme/site/a")).toBe('{"rate":3}');
  await writeFile(join(folder, "site/a.yaml"), "rate: [\n");
  const failure = await failed("loadMessages", { directory: "../../native-folder" });
  expect(failure).toContain("native-folder cannot be loaded:");
  expect(failure).toContain("site/a.yaml: line 2");
});

test("folders as layers, with a warning for a file that changes nothing", async () => {
  const root = join(".pulumi-local", "tests", "native-layers");
  await mkdir(join(root, "base/bases"), { recursive: true });
  await mkdir(join(root, "prod"));
  stack.onClose(() => rm(root, { recursive: true }));
  await writeFile(join(root, "base/retained.yaml"), "inherit: { 'pump-*.json': [bases/pump.yaml] }\n");
  await writeFile(join(root, "base/bases/pump.yaml"), "speed: 1\nmode: auto\n");
  await writeFile(join(root, "base/pump-1.json"), "{}");
  await writeFile(join(root, "base/pump-2.json"), "{}");
  await writeFile(join(root, "prod/pump-1.yaml"), "speed: 2\nmode: null\n");
  await writeFile(join(root, "prod/pump-2.yaml"), "speed: 1\n");
  await stack.configure({ "iot-retained:owner": "acme/pumps/prod" });
  const { stdout } = await stack.up(async () => {
    const { messages } = await nativeInvoke("loadMessages", {
      directory: join(root, "prod"),
      layers: [join(root, "base")],
    });
    new NativeSet("set", { messages });
  });
  expect(await text(stack.endpoint, "pump-1")).toBe('{"speed":2}');
  expect(await text(stack.endpoint, "pump-2")).toBe('{"mode":"auto","speed":1}');
  expect(stdout).toContain("native-layers/prod/pump-2.yaml: changes nothing");
});

test("wrong arguments are told all at once, and what is missing in words", async () => {
  const failure = await failed("getRetainedMessage", { topic: "site/#", regoin: "eu-west-1" });
  expect(failure).toContain("`topic`: must not contain the wildcards `+` and `#`");
  expect(failure).toContain("`regoin`: there is no such argument; the nearest is `region`");
  const none = await failed("getRetainedMessage", { topic: "site/none" });
  expect(none).toContain("there is no retained message on site/none");
});
