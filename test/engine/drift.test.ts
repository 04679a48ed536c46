import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage } from "../../provider";
import { look, publishAs, text, topics } from "../support/look";
import type { Overrides } from "../support/message";
import { useStack } from "../support/stack";

const stack = useStack();

const topic = "fleet/pumps/defaults";

/** A program with one message, named `message`. */
function message(args: Overrides) {
  return () => new RetainedMessage("message", { topic, ...args });
}

test("a changed payload is found by refresh, shown as a difference, and repaired", async () => {
  const program = message({ payload: { interval: 60 }, userProperties: { model: "m200" } });
  await stack.up(program);
  await publishAs(stack.endpoint, topic, '{"interval":1}');

  await stack.refresh();
  const preview = await stack.preview(program, { diff: true });
  expect(preview.changes).toEqual({ update: 1 });
  expect(preview.stdout).toMatch(/~ interval: 1 => 60/);
  expect(preview.stdout).toMatch(/~ marker\s*: false => true/);
  expect(preview.stdout).toMatch(/\+ userProperties/);
  // The refresh has found another message there: the preview looks whether it is somebody else's.
  expect(stack.calls.map(({ operation }) => operation)).toEqual(["GetRetainedMessage"]);

  const up = await stack.up(program);
  expect(up.changes).toEqual({ update: 1 });
  expect(await text(stack.endpoint, topic)).toBe('{"interval":60}');
  expect((await look(stack.endpoint, topic))?.userProperties).toEqual([
    { model: "m200" },
    { "managed-by": expect.any(String) },
  ]);
  await stack.refresh({ expectNoChanges: true });
});

test("a lost marker alone is found and repaired", async () => {
  const program = message({ payload: "on" });
  await stack.up(program);
  await publishAs(stack.endpoint, topic, "on");
  await stack.refresh();
  expect((await stack.up(program)).changes).toEqual({ update: 1 });
  expect((await look(stack.endpoint, topic))?.userProperties).toHaveLength(1);
});

test("bytes that are no text are shown as base64, and repaired", async () => {
  const program = message({ payload: new pulumi.asset.StringAsset("on") });
  await stack.up(program);
  await publishAs(stack.endpoint, topic, Buffer.from([255, 0, 1]));
  await stack.refresh();
  const preview = await stack.preview(program, { diff: true });
  expect(preview.stdout).toContain('payloadBase64: "/wAB"');
  await stack.up(program);
  expect(await text(stack.endpoint, topic)).toBe("on");
  await stack.refresh({ expectNoChanges: true });
});

test("an asset that changed on disk and on the broker, and a file that is gone when it is destroyed", async () => {
  const file = join(stack.directory, "defaults.bin");
  const program = message({ payload: new pulumi.asset.FileAsset(file) });
  await writeFile(file, Buffer.from([1, 255]));
  await stack.up(program);
  await publishAs(stack.endpoint, topic, "the device's");
  await stack.refresh();
  expect((await stack.preview(program)).changes).toEqual({ update: 1 });
  await stack.up(program);
  expect((await look(stack.endpoint, topic))?.payload).toEqual(Buffer.from([1, 255]));
  await writeFile(file, "text now");
  await stack.up(program);
  expect(await text(stack.endpoint, topic)).toBe("text now");
  await rm(file);
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("disappears: a cleared topic is dropped by refresh and published again", async () => {
  const program = message({ payload: "on" });
  await stack.up(program);
  await publishAs(stack.endpoint, topic, "");
  expect((await stack.refresh()).changes).toEqual({ delete: 1 });
  expect((await stack.up(program)).changes).toEqual({ create: 1 });
  expect(await text(stack.endpoint, topic)).toBe("on");
});

describe("ignoreChanges: a default that was written once stays the device's", () => {
  const program = (args: Overrides = {}, ignoreChanges = ["payload"]) => {
    return () => new RetainedMessage("message", { topic, payload: "default", ...args }, { ignoreChanges });
  };

  test("through refresh and up", async () => {
    await stack.up(program());
    await publishAs(stack.endpoint, topic, "the device's");
    await stack.refresh();
    await stack.up(program());
    expect(await text(stack.endpoint, topic)).toBe("the device's");
    await stack.refresh({ expectNoChanges: true });
  });

  test("when something else of it changes, without a refresh before", async () => {
    await stack.up(program());
    await publishAs(stack.endpoint, topic, "the device's", [{ by: "device" }], 0);
    await stack.up(program({ contentType: "text/plain", payload: "new default" }));
    expect(await look(stack.endpoint, topic)).toMatchObject({
      payload: Buffer.from("the device's"),
      qos: 1,
      userProperties: [{ "managed-by": expect.any(String) }],
    });
    expect(await stack.properties(topic)).toMatchObject({ contentType: "text/plain" });
    const again = await stack.up(program({ contentType: "text/plain" }));
    expect(again.changes).toEqual({ same: 1 });
    await stack.refresh({ expectNoChanges: true });
  });

  test("its user properties and qos too, where they are ignored", async () => {
    const ignored = ["userProperties", "qos"];
    await stack.up(program({ userProperties: { by: "stack" } }, ignored));
    await publishAs(stack.endpoint, topic, "the device's", [{ by: "device" }], 0);
    await stack.up(program({ userProperties: { by: "nobody" }, contentType: "text/plain" }, ignored));
    expect(await look(stack.endpoint, topic)).toMatchObject({
      payload: Buffer.from("default"),
      qos: 0,
      userProperties: [{ by: "device" }, { "managed-by": expect.any(String) }],
    });
    await stack.refresh({ expectNoChanges: true });
  });

  test("as bytes too, which come back under another name", async () => {
    await stack.up(program());
    await publishAs(stack.endpoint, topic, Buffer.from([255, 0]));
    await stack.refresh();
    await stack.up(program());
    expect((await look(stack.endpoint, topic))?.payload).toEqual(Buffer.from([255, 0]));
    await stack.refresh({ expectNoChanges: true });
    await stack.up(program({ contentType: "text/plain" }));
    expect((await look(stack.endpoint, topic))?.payload).toEqual(Buffer.from([255, 0]));
  });

  test("but not what another owner has published, which overwrite takes back", async () => {
    await stack.up(program());
    await publishAs(stack.endpoint, topic, "theirs", [{ "managed-by": "pulumi:acme/other/x#0123456789ab" }]);
    await stack.up(program({ contentType: "text/plain", overwrite: true }));
    expect(await text(stack.endpoint, topic)).toBe("default");
  });

  test("until it is no longer ignored", async () => {
    await stack.up(program());
    await publishAs(stack.endpoint, topic, "the device's");
    await stack.refresh();
    await stack.up(message({ payload: "default" }));
    expect(await text(stack.endpoint, topic)).toBe("default");
  });

  test("a part of a payload is refused, since the engine has one text", async () => {
    const ignoring = (payload: object) => () =>
      new RetainedMessage("message", { topic, payload }, { ignoreChanges: ["payload.a"] });
    const reason = "`payload.a` leads into a value that is ignored as a whole: `payload`";
    await expect(stack.preview(ignoring({ a: 1 }))).rejects.toThrow(reason);
    await expect(stack.up(ignoring({ a: 1 }))).rejects.toThrow(reason);
  });
});
