import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { convergence, convergenceOutput, DeviceDefaults } from "../../provider";
import { pulumi as command } from "../support/cli";
import { failureOf } from "../support/failure";
import { look, publishAs, text, topics } from "../support/look";
import { message, topic } from "../support/message";
import { set } from "../support/set";
import { useStack } from "../support/stack";

// Messages that carry their version, and devices that acknowledge them by it.

const stack = useStack();

const versionOf = (payload: string) => createHash("sha256").update(payload).digest("hex").slice(0, 16);
const acknowledge = (of: string, payload: string) =>
  publishAs(stack.endpoint, `${of}/applied`, JSON.stringify({ applied: versionOf(payload) }));

/** The versions that a live message carries. */
async function versions(of = topic): Promise<string[]> {
  const { userProperties = [] } = (await look(stack.endpoint, of)) ?? {};
  return userProperties.flatMap(({ version }) => (version === undefined ? [] : [version]));
}

test("a message carries the version of its payload, which is no drift, and goes when it is not asked for any more", async () => {
  await stack.up(message({ userProperties: { model: "m200" } }));
  expect(await versions()).toEqual([]);
  const versioned = message({ userProperties: { model: "m200" }, version: true });
  const { stdout } = await stack.preview(versioned, { diff: true });
  expect(stdout).toMatch(/\+ version\s*: true/);
  expect((await stack.up(versioned)).changes).toEqual({ update: 1 });
  expect(await versions()).toEqual([versionOf("first")]);
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(versioned)).changes).toEqual({ same: 1 });
  expect(stack.calls).toEqual([]);

  await stack.up(message({ userProperties: { model: "m200" }, version: true, payload: "second" }));
  expect(await versions()).toEqual([versionOf("second")]);
  await stack.up(message({ userProperties: { model: "m200" }, payload: "second" }));
  expect((await look(stack.endpoint, topic))?.userProperties).toEqual([
    { model: "m200" },
    { "managed-by": expect.any(String) },
  ]);
});

test("a version that somebody has taken off, or that is another message's, is drift, and is repaired", async () => {
  const program = message({ version: true });
  await stack.up(program);
  const { userProperties = [] } = (await look(stack.endpoint, topic)) ?? {};
  const marker = userProperties.filter((property) => "managed-by" in property);
  for (const found of [marker, [{ version: versionOf("other") }, ...marker]]) {
    await publishAs(stack.endpoint, topic, "first", found);
    expect((await stack.refresh()).changes).toEqual({ update: 1 });
    // What a refresh has found is no drift to the next one.
    await stack.refresh({ expectNoChanges: true });
    const { stdout } = await stack.preview(program, { diff: true });
    expect(stdout).toMatch(/~ version\s*: false => true/);
    await stack.up(program);
    expect(await versions()).toEqual([versionOf("first")]);
  }
});

test("the version of a secret payload is not in the state, also after drift", async () => {
  const program = message({ payload: pulumi.secret("sesame"), version: true });
  await stack.up(program);
  const { userProperties = [] } = (await look(stack.endpoint, topic)) ?? {};
  await publishAs(stack.endpoint, topic, "other", userProperties);
  await stack.refresh();
  const state = await stack.export();
  expect(state).not.toContain(versionOf("sesame"));
  expect(state).toContain('"version"');
});

test("of a payload that is left to its device, the version is that of what is published", async () => {
  const ignored = { ignoreChanges: ["payload"] };
  await stack.up(() => message({ version: true })(ignored));
  await publishAs(stack.endpoint, topic, "the device's");
  await stack.refresh();
  await stack.up(() => message({ version: true, qos: 0 })(ignored));
  expect(await text(stack.endpoint, topic)).toBe("the device's");
  expect(await versions()).toEqual([versionOf("the device's")]);
  await stack.refresh({ expectNoChanges: true });
});

test("a set gives it to all its messages, and one of them may say otherwise", async () => {
  const messages = { "a/1": "one", "a/2": { payload: "two", version: false }, "a/3": { payload: { rate: 3 } } };
  const program = set(messages, { defaults: { version: true } });
  await stack.up(program);
  const seen = () => Promise.all(["a/1", "a/2", "a/3"].map((one) => versions(one)));
  const right = [[versionOf("one")], [], [versionOf('{"rate":3}')]];
  expect(await seen()).toEqual(right);
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(program)).changes).toEqual({ same: 1 });

  const { userProperties = [] } = (await look(stack.endpoint, "a/1")) ?? {};
  await publishAs(stack.endpoint, "a/1", "one", userProperties.slice(1));
  await stack.refresh();
  await stack.refresh({ expectNoChanges: true });
  await stack.up(program);
  expect(await seen()).toEqual(right);
  expect(stack.count("Publish")).toBe(1);
  await stack.up(set(messages));
  expect(await seen()).toEqual([[], [], []]);
});

test("a user property of the same name, and an acknowledgement that breaks a limit, are errors in preview", async () => {
  const failure = await failureOf(stack, () => {
    message({ version: true, userProperties: { version: "1" } })();
    set({ "1/2/3/4/5/6/7/8": "x" }, { applied: "{topic}/applied" })();
  });
  expect(failure).toContain("`userProperties`: the key `version` is that of the argument `version`");
  expect(failure).toContain('`messages["1/2/3/4/5/6/7/8"]`: its topic by `applied` must have at most 7 slashes, got 8');
});

test("acknowledgements are no extras, as long as the set has their messages", async () => {
  const both = { "a/1": "one", "a/2": "two" };
  const args = { exclusive: ["a"], applied: "{topic}/applied" };
  await stack.up(set(both, args));
  await acknowledge("a/1", "one");
  await acknowledge("a/2", "two");
  await publishAs(stack.endpoint, "a/9/applied", "x");
  await stack.refresh();
  // What a refresh takes for extras is in the inputs of the state.
  const state = await stack.export();
  expect(state).toContain('"a/9/applied"');
  expect(state).not.toContain('"a/1/applied"');
  const { stdout } = await stack.preview(set(both, args));
  expect(stdout).toContain("defaults: 1 to clear, 2 unchanged");
  await stack.up(set(both, args));
  expect(await topics(stack.endpoint)).toEqual(["a/1", "a/1/applied", "a/2", "a/2/applied"]);
  await stack.refresh({ expectNoChanges: true });

  await stack.up(set({ "a/1": "one" }, args));
  await stack.refresh();
  await stack.up(set({ "a/1": "one" }, args));
  expect(await topics(stack.endpoint)).toEqual(["a/1", "a/1/applied"]);
});

test("a template that is added after a refresh keeps what the refresh has found", async () => {
  await stack.up(set({ "a/1": "one" }, { exclusive: ["a"] }));
  await acknowledge("a/1", "one");
  await stack.refresh();
  const { changes } = await stack.up(set({ "a/1": "one" }, { exclusive: ["a"], applied: "{topic}/applied" }));
  expect(changes).toEqual({ update: 1 });
  expect(await topics(stack.endpoint)).toEqual(["a/1", "a/1/applied"]);
  expect((await stack.export()).includes('"applied"')).toBe(true);
});

test("DeviceDefaults takes both", async () => {
  const program = () =>
    new DeviceDefaults("pumps", {
      things: ["pump-1"],
      topic: "a/{thingName}",
      payload: "on",
      version: true,
      applied: "{topic}/applied",
      exclusive: ["a"],
    });
  await stack.up(program);
  expect(await versions("a/pump-1")).toEqual([versionOf("on")]);
  await acknowledge("a/pump-1", "on");
  await stack.refresh();
  expect(await stack.export()).not.toContain('"a/pump-1/applied"');
});

test("convergence() tells a program how far its messages are, in preview and after their publish", async () => {
  await publishAs(stack.endpoint, "a/1", "one");
  await acknowledge("a/1", "one");
  const args = { topics: ["a/1", "a/2"], applied: "{topic}/applied" };
  await stack.up(async () => ({ found: await convergence(args) }));
  const place = { region: "eu-west-1", dataEndpoint: stack.endpoint };
  const none = { pending: 0, stale: 0, refused: 0, unreadable: 0, missing: 0 };
  expect((await stack.outputs())["found"]).toEqual({
    messages: [
      { topic: "a/1", state: "applied", version: versionOf("one"), since: expect.any(Number) },
      { topic: "a/2", state: "missing" },
    ],
    total: 2,
    applied: 1,
    ...none,
    missing: 1,
    ...place,
  });
  await stack.up(() => {
    const made = set({ "a/2": "two" })();
    const versions = { "a/1": versionOf("newer") };
    return { found: convergenceOutput({ ...args, versions }, { dependsOn: made }) };
  });
  expect((await stack.outputs())["found"]).toMatchObject({
    messages: [
      { topic: "a/1", state: "stale", version: versionOf("newer"), reason: `of ${versionOf("one")}` },
      { topic: "a/2", state: "pending", version: versionOf("two") },
    ],
  });
});

test("wrong arguments of convergence() are told at once, each with its name", async () => {
  const args = { topics: ["a/#"], applied: "{topic}", versions: { a: "1" } };
  const program = `module.exports = async () => { await iot.convergence(${JSON.stringify(args)}); };`;
  const { code, output } = await command(stack, program, "preview");
  expect(code).not.toBe(0);
  expect(output).toContain("convergence: `applied`: expected more than {topic}");
  expect(output).toContain("`topics`: a/#: must not contain the wildcards `+` and `#`");
  expect(output).toContain("`versions`: a: expected 16 hex digits in lower case");
  // The promise fails before anybody waits for it.
  const exported = await command(stack, `exports.found = iot.convergence(${JSON.stringify(args)});`, "preview");
  expect(exported.code).not.toBe(0);
  expect(exported.output).toContain("convergence: `applied`: expected more than {topic}");
  expect(exported.output).not.toMatch(/warning|unhandled/i);
});
