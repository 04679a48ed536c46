import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, type RetainedMessageArgs } from "../../provider";
import { look, publishAs, text } from "../support/look";
import type { Overrides } from "../support/message";
import { SDK_LINES } from "../support/sdk-lines";
import { useStack } from "../support/stack";

const stack = useStack();

test("a secret payload and a secret leaf are nowhere in the state in plain text", async () => {
  const program = () => {
    new RetainedMessage("whole", { topic: "a/whole", payload: pulumi.secret("hunter2-whole") });
    new RetainedMessage("leaf", {
      topic: "a/leaf",
      payload: { user: "pump", password: pulumi.secret("hunter2-leaf") },
    });
  };
  const preview = await stack.preview(program, { diff: true });
  const up = await stack.up(program);
  // A digest gives a guessable payload away, so it is a secret as well.
  expect(await stack.state()).not.toContain(createHash("sha256").update("hunter2-whole").digest("hex"));
  expect(await text(stack.endpoint, "a/leaf")).toBe('{"password":"hunter2-leaf","user":"pump"}');
  expect((await stack.up(program)).changes).toEqual({ same: 2 });
  await publishAs(stack.endpoint, "a/leaf", "hunter2-drifted");
  // No text, so that it comes back under another name than the secret one.
  const bytes = Buffer.concat([Buffer.from([0xff]), Buffer.from("hunter2")]);
  await publishAs(stack.endpoint, "a/whole", bytes);
  const refresh = await stack.refresh();
  const repair = await stack.preview(program, { diff: true });
  expect(repair.changes).toEqual({ update: 2 });
  for (const place of [preview.stdout, up.stdout, refresh.stdout, repair.stdout, await stack.state()]) {
    expect(place).not.toContain("hunter2");
    expect(place).not.toContain(bytes.toString("base64"));
  }
});

test("a topic with a secret part is in no id, output, error or state", async () => {
  const secretTopic = "site/hunter2/config";
  const program = (args: Overrides = {}) => {
    const part = pulumi.secret("hunter2");
    return () =>
      new RetainedMessage("message", { topic: pulumi.interpolate`site/${part}/config`, payload: "on", ...args });
  };
  const said: string[] = [];
  const failing = async (run: Promise<unknown>) => {
    said.push(
      await run.then(
        () => "no failure",
        (error: Error) => error.message,
      ),
    );
    return said.at(-1);
  };
  const fault = (operation: string) => {
    stack.fault = (call) => (call.operation === operation ? { error: "ForbiddenException" } : undefined);
  };

  await publishAs(stack.endpoint, secretTopic, "somebody's");
  expect(await failing(stack.up(program()))).toMatch(/\[secret\] already has a retained message/);
  fault("Publish");
  expect(await failing(stack.up(program({ overwrite: true })))).toMatch(
    /retained message \(\[secret\]\): 403 .*topic\/\[secret\]/,
  );
  fault("");
  said.push((await stack.up(program({ overwrite: true }))).stdout);
  expect(await text(stack.endpoint, secretTopic)).toBe("on");
  fault("GetRetainedMessage");
  expect(await failing(stack.refresh())).toMatch(/reading retained message \(\[secret\]\)/);
  expect(await failing(stack.destroy())).toMatch(/reading retained message \(\[secret\]\)/);
  fault("");
  said.push((await stack.up(program({ payload: "off" }))).stdout, await stack.state());
  await stack.refresh({ expectNoChanges: true });
  await publishAs(stack.endpoint, secretTopic, "theirs", [{ "managed-by": "pulumi:acme/other/x#0123456789ab" }]);
  const left = await stack.destroy();
  expect(left.stdout).toMatch(/the retained message on \[secret\] was left/);
  expect([...said, left.stdout].join()).not.toContain("hunter2");
});

test("unknown values preview as unknown, and an unknown topic never as a replacement", async () => {
  const program = (site: string) => () => {
    const first = new RetainedMessage("first", { topic: "a/first", payload: site });
    // Unknown in every preview in which `first` is created or changed, and always the same.
    const fixed = first.lastModifiedTime.apply(() => "fixed");
    new RetainedMessage("second", {
      topic: pulumi.interpolate`a/${fixed}`,
      payload: { deep: [{ fixed }] },
      userProperties: { fixed },
    });
  };
  const create = await stack.preview(program("one"), { diff: true });
  expect(create.changes).toEqual({ create: 3 });
  expect(create.stdout).toMatch(/topic\s*: \[unknown\]|topic\s*: output<string>/);
  await stack.up(program("one"));
  expect(await text(stack.endpoint, "a/fixed")).toBe('{"deep":[{"fixed":"fixed"}]}');

  const change = await stack.preview(program("two"));
  expect(change.changes).toEqual({ update: 2 });
  const up = await stack.up(program("two"));
  expect(up.changes).toEqual({ update: 1, same: 1 });
  expect(stack.count("Publish")).toBe(1);
});

test("every argument unknown: no fault, no replacement, and in up they are what they turn out to be", async () => {
  const program = (args: RetainedMessageArgs) => (payload: string) => () => {
    const first = new RetainedMessage("first", { topic: "a/first", payload });
    // Each argument is an output that is unknown while `first` has yet to change.
    const later = Object.entries(args).map(([name, value]) => [name, first.lastModifiedTime.apply(() => value)]);
    new RetainedMessage("second", Object.fromEntries(later));
  };
  const all = program({
    topic: "a/second",
    payload: { deep: [{ on: true }] },
    qos: 0,
    contentType: "application/json",
    messageExpiry: 3600,
    onExpiry: "republish",
    payloadFormatIndicator: "UTF8_DATA",
    responseTopic: "a/answers",
    correlationData: "YWJj",
    userProperties: { model: "m200" },
    overwrite: true,
    marker: true,
    region: "eu-west-1",
    endpoint: stack.endpoint,
  });
  expect((await stack.preview(all("one"))).changes).toEqual({ create: 3 });
  await stack.up(all("one"));
  expect(await look(stack.endpoint, "a/second")).toMatchObject({
    payload: Buffer.from('{"deep":[{"on":true}]}'),
    qos: 0,
    userProperties: [{ model: "m200" }, { "managed-by": expect.any(String) }],
  });
  const preview = await stack.preview(all("two"), { diff: true });
  expect(preview.changes).toEqual({ update: 2 });
  const up = await stack.up(all("two"));
  expect(up.changes).toEqual({ update: 1, same: 1 });

  // An asset, and bytes.
  const base64 = program({ topic: "a/second", payloadBase64: "/wAB" });
  const asset = program({ topic: "a/second", payload: new pulumi.asset.StringAsset("asset") });
  for (const next of [base64("three"), asset("four")]) {
    expect((await stack.preview(next)).changes).toEqual({ update: 2 });
    await stack.up(next);
  }
  expect(await text(stack.endpoint, "a/second")).toBe("asset");
});

test("a message that is secret and unknown at once is secret when it is known", async () => {
  const program = (payload: string) => () => {
    const first = new RetainedMessage("first", { topic: "a/first", payload });
    const password = pulumi.secret(first.payloadSize.apply(() => "hunter2"));
    new RetainedMessage("second", {
      topic: "a/second",
      payload: { password },
      userProperties: { password },
      correlationData: password.apply((text) => Buffer.from(text).toString("base64")),
    });
  };
  const texts = [];
  for (const payload of ["one", "two"]) {
    const preview = await stack.preview(program(payload), { diff: true });
    // What becomes unknown is as secret as it was: nothing of our bookkeeping changes.
    if (payload === "two") expect(preview.stdout).not.toContain("__");
    texts.push(preview.stdout, (await stack.up(program(payload))).stdout);
    texts.push(await stack.state());
  }
  await publishAs(stack.endpoint, "a/second", "on", [{ password: "hunter2" }, { also: "hunter2" }]);
  texts.push((await stack.refresh()).stdout, (await stack.preview(program("two"), { diff: true })).stdout);
  texts.push(await stack.state());
  const all = texts.join();
  expect(all).not.toContain("hunter2");
  expect(all).not.toContain(Buffer.from("hunter2").toString("base64"));
});

test("in the debug log, only lines that the engine and its SDK write of every resource hold a secret", async () => {
  const password = () => pulumi.secret("hunter2");
  const program = async () => {
    new RetainedMessage("message", { topic: pulumi.interpolate`a/${password()}`, payload: { password: password() } });
  };
  const verbose = { color: "never", logVerbosity: 9, logToStdErr: true } as const;
  const logs: string[] = [];
  for (const run of [
    () => stack.stack.up({ program, ...verbose }),
    () => stack.stack.refresh(verbose),
    () => stack.stack.destroy(verbose),
  ]) {
    const { stdout, stderr } = await run();
    logs.push(...stdout.split("\n"), ...stderr.split("\n"));
  }
  const telling = logs.filter((line) => line.includes("hunter2"));
  expect(telling).not.toEqual([]);
  expect(telling.filter((line) => !SDK_LINES.test(line))).toEqual([]);
});
