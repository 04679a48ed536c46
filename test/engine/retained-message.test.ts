import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, type RetainedMessageArgs } from "../../provider";
import { look, publishAs, text, topics } from "../support/look";
import type { Overrides } from "../support/message";
import { useStack } from "../support/stack";

const stack = useStack();

const topic = "fleet/pumps/defaults";

/** A program with one message, named `message`. */
function message(args: Overrides) {
  return () => new RetainedMessage("message", { topic, ...args });
}

test("basic: preview only looks whether the topic is free, up publishes, a second up is silent, refresh finds no change, destroy clears", async () => {
  const program = message({ payload: { interval: 60, alarms: { high: 8 } } });

  const preview = await stack.preview(program);
  expect(preview.changes).toEqual({ create: 2 });
  expect(stack.operations).toEqual(["GetRetainedMessage"]);

  const up = await stack.up(program);
  expect(up.changes).toEqual({ create: 2 });
  expect(stack.operations).toEqual(["GetRetainedMessage", "Publish", "GetRetainedMessage"]);
  const live = await look(stack.endpoint, topic);
  expect(live?.payload.toString()).toBe('{"alarms":{"high":8},"interval":60}');
  expect(live?.qos).toBe(1);
  expect(live?.userProperties).toEqual([
    { "managed-by": expect.stringMatching(/^pulumi:organization\/iot-retained-test\/test\/message#[0-9a-f]{12}$/) },
  ]);

  const keysInAnotherOrder = message({ payload: { alarms: { high: 8 }, interval: 60 } });
  const again = await stack.up(keysInAnotherOrder);
  expect(again.changes).toEqual({ same: 1 });
  expect(stack.calls).toEqual([]);
  expect((await look(stack.endpoint, topic))?.lastModifiedTime).toBe(live?.lastModifiedTime);

  await stack.refresh({ expectNoChanges: true });
  expect(stack.operations).toEqual(["GetRetainedMessage"]);

  await stack.destroy();
  expect(stack.calls).toMatchObject([
    { operation: "GetRetainedMessage" },
    { operation: "Publish", retain: true, payloadSize: 0 },
    { operation: "GetRetainedMessage", status: 404 },
  ]);
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("every parameter of Publish reaches the wire, and each change of one is an update in place", async () => {
  // Moves only between the steps, so that no second of an expiry passes unseen.
  let time = Date.now();
  stack.now = () => time;
  const full: RetainedMessageArgs = {
    topic,
    payload: "on",
    qos: 0,
    contentType: "text/plain",
    messageExpiry: 3600,
    payloadFormatIndicator: "UTF8_DATA",
    responseTopic: "fleet/pumps/answers",
    correlationData: "YWJj",
    userProperties: { model: "m200" },
  };
  await stack.up(message(full));
  expect(await stack.properties(topic)).toMatchObject({
    contentType: "text/plain",
    messageExpiryInterval: 3600,
    payloadFormatIndicator: true,
    responseTopic: "fleet/pumps/answers",
    correlationData: "abc",
    userProperties: { model: "m200", "managed-by": expect.any(String) },
  });
  expect((await look(stack.endpoint, topic))?.qos).toBe(0);

  const variations: Overrides[] = [
    { payload: "off" },
    { qos: 1 },
    { contentType: "text/html" },
    { messageExpiry: 7200 },
    { payloadFormatIndicator: "UNSPECIFIED_BYTES" },
    { responseTopic: "fleet/pumps/other" },
    { correlationData: "ZGVm" },
    { userProperties: [{ model: "m200" }, { model: "m300" }] },
  ];
  let args: RetainedMessageArgs = full;
  for (const variation of variations) {
    args = { ...args, ...variation };
    time += 1000;
    const up = await stack.up(message(args));
    expect([variation, up.changes]).toEqual([variation, { update: 1 }]);
    expect(stack.operations).toEqual(["GetRetainedMessage", "Publish", "GetRetainedMessage"]);
  }
  expect(await stack.properties(topic)).toMatchObject({
    contentType: "text/html",
    messageExpiryInterval: 7200,
    payloadFormatIndicator: false,
    responseTopic: "fleet/pumps/other",
    correlationData: "def",
    userProperties: { model: ["m200", "m300"] },
  });
  expect(await text(stack.endpoint, topic)).toBe("off");
});

/** The configuration of a device as a program types it. */
interface Settings {
  interval: number;
}

test("payloads: text, base64, both kinds of asset, 128 KB, and bytes that are no text", async () => {
  const file = join(stack.directory, "defaults.bin");
  const bytes = Buffer.alloc(131_072, Buffer.from([0xff, 0x00, 0xfe]));
  await writeFile(file, bytes);
  const program = () => {
    new RetainedMessage("text", { topic: "a/text", payload: "22.5 °C" });
    new RetainedMessage("base64", { topic: "a/base64", payloadBase64: Buffer.from([0, 255, 1]).toString("base64") });
    new RetainedMessage("file", { topic: "a/file", payload: new pulumi.asset.FileAsset(file) });
    new RetainedMessage("string", { topic: "a/string", payload: new pulumi.asset.StringAsset("inline") });
    new RetainedMessage("list", { topic: "a/list", payload: [1, { b: 2, a: 1 }] });
    const settings: Settings = { interval: 60 };
    new RetainedMessage("typed", { topic: "a/typed", payload: settings });
    new RetainedMessage("large", { topic: "a/large", payload: "x".repeat(131_072) });
  };
  await stack.up(program);
  expect(await text(stack.endpoint, "a/text")).toBe("22.5 °C");
  expect((await look(stack.endpoint, "a/base64"))?.payload).toEqual(Buffer.from([0, 255, 1]));
  expect((await look(stack.endpoint, "a/file"))?.payload).toEqual(bytes);
  expect(await text(stack.endpoint, "a/string")).toBe("inline");
  expect(await text(stack.endpoint, "a/typed")).toBe('{"interval":60}');
  expect(await text(stack.endpoint, "a/list")).toBe('[1,{"a":1,"b":2}]');
  expect((await look(stack.endpoint, "a/large"))?.payload.length).toBe(131_072);

  expect((await stack.up(program)).changes).toEqual({ same: 7 });
  await stack.refresh({ expectNoChanges: true });

  await writeFile(file, "changed");
  expect((await stack.up(program)).changes).toEqual({ update: 1, same: 6 });
  expect(await text(stack.endpoint, "a/file")).toBe("changed");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("awkward topics round-trip", async () => {
  const awkward = ["a b/c%2Fd", "/leading//double/", "a/../b", "..", "grüße/温度/🌡", "a?b=c&d;e", "q\"'\\"];
  const program = () => awkward.map((name, i) => new RetainedMessage(`m${i}`, { topic: name, payload: name }));
  await stack.up(program);
  for (const name of awkward) expect(await text(stack.endpoint, name)).toBe(name);
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a changed topic publishes the new one first and clears the old one after", async () => {
  await stack.up(message({ payload: "on" }));
  const up = await stack.up(message({ topic: "fleet/pumps/v2", payload: "on" }));
  expect(up.changes).toEqual({ replace: 1 });
  const publishes = stack.calls.filter(({ operation }) => operation === "Publish");
  expect(publishes).toMatchObject([
    { topic: "fleet/pumps/v2", payloadSize: 2 },
    { topic, payloadSize: 0 },
  ]);
  expect(await topics(stack.endpoint)).toEqual(["fleet/pumps/v2"]);
});

test("children of one component do not wait for one another", async () => {
  class Site extends pulumi.ComponentResource {
    constructor() {
      super("test:index:Site", "site");
      const first = new RetainedMessage("first", { topic: "a/first", payload: "1" }, { parent: this });
      new RetainedMessage("second", { topic: "a/second", payload: "2" }, { parent: this });
      new RetainedMessage("third", { topic: pulumi.interpolate`${first.topic}/third`, payload: "3" }, { parent: this });
    }
  }
  await stack.preview(() => new Site());
  await stack.up(() => new Site());
  expect(await topics(stack.endpoint)).toEqual(["a/first", "a/first/third", "a/second"]);
});

test("get reads a message that somebody else published, and a missing one is an error", async () => {
  await publishAs(stack.endpoint, "device/state", '{"on":true}', [{ model: "m200" }]);
  await stack.up(() => {
    const found = RetainedMessage.get("found", "device/state");
    return { payload: found.payload, size: found.payloadSize, userProperties: found.userProperties };
  });
  expect(await stack.outputs()).toEqual({ payload: '{"on":true}', size: 11, userProperties: { model: "m200" } });
  expect(stack.operations).toEqual(["GetRetainedMessage"]);
  await expect(stack.preview(() => RetainedMessage.get("missing", "device/none"))).rejects.toThrow(
    /there is no retained message on device\/none/,
  );
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(["device/state"]);
});
