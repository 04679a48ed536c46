import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, RetainedMessageSet, type RetainedMessageSetArgs } from "../../provider";
import { look, publishAs, text, topics } from "../support/look";
import { set } from "../support/set";
import { useStack } from "../support/stack";

// What a set is on its way: in a preview, in the state, and where a part of it is secret, unknown or a file.

const stack = useStack();

test("preview shows changed topics only, with what differs inside, and the plan in one line", async () => {
  const settings = (v: number) => ({ payload: { interval: 60, v } });
  // One call after another, so that their order can be told.
  await stack.configure({ "iot-retained:concurrency": "1" });
  await stack.up(set({ "site/a": settings(1), "site/b": settings(1), "site/c": settings(1), "site/d": "on" }));
  const changed = set({ "site/a": settings(1), "site/b": settings(2), "site/d": "on", "site/e": "new" });
  const { stdout } = await stack.preview(changed, { diff: true });
  expect(stdout).toMatch(/~ site\/b: \(json\) \{\s+interval: 60\s+~ v\s*: 1 => 2\s+\}/);
  expect(stdout).toMatch(/- site\/c/);
  expect(stdout).toMatch(/\+ site\/e/);
  expect(stdout).not.toContain("site/a");
  expect(stdout).not.toContain("site/d");
  expect(stack.calls.map(({ topic }) => topic)).toEqual(["site/e"]);
  // Without --diff, the engine shows no more than a name.
  const short = (await stack.preview(changed)).stdout;
  expect(short).toContain("[diff: ~messages]");
  expect(short).toContain("defaults: 2 to publish, 1 to clear, 2 unchanged");

  const up = await stack.up(changed);
  expect(up.stdout).toMatch(/defaults: 2 published, 1 cleared, 2 unchanged in/);
  expect(up.stdout).not.toContain("to publish");
  // Published first, cleared last.
  expect(stack.calls.filter(({ operation }) => operation === "Publish").map(({ topic }) => topic)).toEqual([
    "site/e",
    "site/b",
    "site/c",
  ]);
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/b", "site/d", "site/e"]);
});

test("in the state a text is one string, and the bookkeeping is one secret one", async () => {
  await stack.up(set({ "site/a": { payload: { v: 1 } }, "site/b": { payload: "on", qos: 0 } }));
  const { checkpoint } = JSON.parse(await stack.state());
  const { inputs, outputs } = checkpoint.latest.resources.find(({ urn }: { urn: string }) => urn.endsWith("defaults"));
  expect(inputs.messages).toEqual({ "site/a": '{"v":1}', "site/b": { payload: "on", qos: 0 } });
  expect(outputs.messages).toBeUndefined();
  // Neither in the clear: the digest of a guessable payload gives it away.
  expect(JSON.stringify(outputs)).not.toMatch(/[0-9a-f]{64}/);
  expect(outputs).toMatchObject({ count: 2, payloadBytes: 9, dataEndpoint: stack.endpoint });
  expect(outputs.__bookkeeping).toEqual({
    "4dabf18193072939515e22adb298388d": expect.any(String),
    ciphertext: expect.any(String),
  });
});

test("one secret or unknown message leaves the others plain and known", async () => {
  const program = () => {
    const source = new RetainedMessage("source", { topic: "source", payload: "x" });
    return new RetainedMessageSet("defaults", {
      messages: {
        "a/plain": "for all to see",
        "a/secret": { payload: pulumi.secret("hush-hush") },
        "a/leaf": { payload: { user: "u", password: pulumi.secret("hush-hush") } },
        "a/unknown": { payload: { time: source.lastModifiedTime } },
        "a/whole": source.dataEndpoint.apply((endpoint) => ({ payload: endpoint, qos: 0 as const })),
      },
    });
  };
  const preview = await stack.preview(program, { diff: true });
  expect(preview.stdout).toMatch(/a\/plain\s*: "for all to see"/);
  expect(preview.stdout).toMatch(/a\/secret\s*: \[secret\]/);
  expect(preview.stdout).toMatch(/a\/leaf\s*: \[secret\]/);
  expect(preview.stdout).toMatch(/a\/unknown\s*: \[unknown\]/);
  const up = await stack.up(program);
  expect(await text(stack.endpoint, "a/leaf")).toBe('{"password":"hush-hush","user":"u"}');
  expect(await text(stack.endpoint, "a/whole")).toBe(stack.endpoint);
  expect((await look(stack.endpoint, "a/whole"))?.qos).toBe(0);
  const state = await stack.state();
  expect(state).toContain("for all to see");
  for (const output of [preview.stdout, up.stdout, state]) expect(output).not.toContain("hush-hush");

  // A secret that drifts stays one, under another name too.
  await stack.up(set({ "a/secret": pulumi.secret("hush-hush"), "a/bytes": { payload: pulumi.secret("x"), qos: 0 } }));
  const bytes = Buffer.from([0xff, ...Buffer.from("whispered")]);
  await publishAs(stack.endpoint, "a/secret", "whispered");
  await publishAs(stack.endpoint, "a/bytes", bytes);
  const refresh = await stack.refresh();
  const drifted = await stack.state();
  for (const output of [refresh.stdout, drifted]) {
    expect(output).not.toContain("whispered");
    expect(output).not.toContain(bytes.toString("base64"));
  }
});

test("a secret of the defaults stays one in messages that drift", async () => {
  const defaults = { userProperties: { token: pulumi.secret("hush-hush") } };
  await stack.up(set({ "a/b": "on" }, { defaults }));
  await publishAs(stack.endpoint, "a/b", "drifted", [{ token: "hush-hush" }, { other: "x" }]);
  await stack.refresh();
  const preview = await stack.preview(set({ "a/b": "on" }, { defaults }), { diff: true });
  for (const output of [preview.stdout, await stack.state()]) expect(output).not.toContain("hush-hush");
});

test("a map that is secret as a whole tells neither payloads nor topics", async () => {
  const program = (payload: string) =>
    set(pulumi.secret({ "hidden/topic": payload, "hidden/other": "on" }) as RetainedMessageSetArgs["messages"]);
  const up = await stack.up(program("hush"));
  const state = await stack.state();
  stack.fault = ({ operation }) => (operation === "Publish" ? { error: "ForbiddenException" } : undefined);
  const failure = await stack.up(program("hush-hush")).then(
    () => "",
    (error: Error) => error.message,
  );
  expect(failure).toContain("1 of 1 retained message could not be published");
  expect(failure).toContain("iot:RetainPublish");
  for (const output of [up.stdout, state, failure]) expect(output).not.toMatch(/hidden|hush/);
});

test("a map that is unknown in preview is looked at in up", async () => {
  const program = () => {
    const source = new RetainedMessage("source", { topic: "source", payload: "x" });
    const messages = source.dataEndpoint.apply((endpoint) => ({ "a/b": { payload: { endpoint } }, "a/c": "on" }));
    return new RetainedMessageSet("defaults", { messages });
  };
  const { stdout } = await stack.preview(program, { diff: true });
  expect(stdout).toMatch(/messages\s*: \[unknown\]/);
  await stack.up(program);
  expect(await topics(stack.endpoint)).toEqual(["a/b", "a/c", "source"]);
  expect((await stack.up(program)).changes).toEqual({ same: 2 });
});

test("bytes of files never enter the state; a changed file is a changed topic; files may be gone in destroy", async () => {
  const file = join(stack.directory, "defaults.cbor");
  await writeFile(file, Buffer.from([0xff, 0x00, ...Buffer.from("CONTENTS")]));
  const program = set({
    "a/file": new pulumi.asset.FileAsset(file),
    "a/args": { payload: new pulumi.asset.FileAsset(file), contentType: "application/cbor" },
    "a/text": new pulumi.asset.StringAsset("text"),
    "a/base64": { payloadBase64: "/wA=" },
  });
  await stack.up(program);
  expect((await look(stack.endpoint, "a/file"))?.payload[0]).toBe(0xff);
  expect((await look(stack.endpoint, "a/base64"))?.payload).toEqual(Buffer.from([0xff, 0]));
  expect(await stack.properties("a/args")).toMatchObject({ contentType: "application/cbor" });
  const state = await stack.state();
  expect(state).not.toContain("CONTENTS");
  expect(state).not.toContain(Buffer.from("CONTENTS").toString("base64").slice(0, 8));
  expect((await stack.up(program)).changes).toEqual({ same: 1 });
  await stack.refresh({ expectNoChanges: true });

  await writeFile(file, "changed");
  expect((await stack.preview(program)).stdout).toContain("defaults: 2 to publish, 2 unchanged");
  await stack.up(program);
  expect(await text(stack.endpoint, "a/file")).toBe("changed");

  await writeFile(file, "");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("defaults hold for every message that does not say otherwise", async () => {
  const messages = {
    "a/plain": "on",
    "a/own": { payload: "on", contentType: "text/html", userProperties: { own: "1" } },
  };
  const defaults = { contentType: "text/plain", qos: 0 as const, userProperties: { model: "m200" } };
  await stack.up(set(messages, { defaults }));
  expect(await stack.properties("a/plain")).toMatchObject({
    contentType: "text/plain",
    userProperties: { model: "m200" },
  });
  expect(await stack.properties("a/own")).toMatchObject({ contentType: "text/html", userProperties: { own: "1" } });
  expect((await look(stack.endpoint, "a/own"))?.qos).toBe(0);
  await stack.refresh({ expectNoChanges: true });

  const changed = await stack.preview(set(messages, { defaults: { ...defaults, contentType: "text/csv" } }));
  expect(changed.stdout).toContain("defaults: 1 to publish, 1 unchanged");
  await stack.up(set(messages, { defaults: { ...defaults, contentType: "text/csv" } }));
  expect(stack.published("a/own")).toEqual([]);
  expect(await stack.properties("a/plain")).toMatchObject({ contentType: "text/csv" });
});

test("defaults may be an output, a promise or a secret as a whole", async () => {
  for (const defaults of [
    pulumi.output({ qos: 0 as const, schema: { type: "string" } }),
    Promise.resolve({ qos: 0 as const }),
    pulumi.secret({ qos: 0 as const }),
  ]) {
    await stack.up(set({ "a/b": { payload: '"on"' } }, { defaults }));
    expect((await look(stack.endpoint, "a/b"))?.qos).toBe(0);
    await stack.destroy();
  }
});
