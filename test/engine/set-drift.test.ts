import * as pulumi from "@pulumi/pulumi";
import { RetainedMessageSet } from "../../provider";
import { look, publishAs, text, topics } from "../support/look";
import { set } from "../support/set";
import { useStack } from "../support/stack";

// What refresh finds, and what the next up makes of it.

const stack = useStack();

const clear = (topic: string) => publishAs(stack.endpoint, topic, "");
const messages = { "a/1": "one", "a/2": { payload: { v: 2 } }, "a/3": "three", "a/4": "four" };

test("drift shows topic by topic, and up repairs exactly that", async () => {
  await stack.up(set(messages));
  await publishAs(stack.endpoint, "a/1", "drifted");
  await publishAs(stack.endpoint, "a/2", '{"v":3}', undefined, 0);
  await clear("a/3");

  const refresh = await stack.refresh();
  expect(refresh.changes).toEqual({ update: 1 });
  // The fourth is proved by the listing.
  expect(stack.count("ListRetainedMessages")).toBe(1);
  expect(stack.count("GetRetainedMessage")).toBe(3);

  const { stdout } = await stack.preview(set(messages), { diff: true });
  expect(stdout).toMatch(/- a\/1: \{\s+- marker : false\s+- payload: "drifted"\s+\}\s+\+ a\/1: "one"/);
  expect(stdout).toContain("a/2");
  expect(stdout).toMatch(/\+ a\/3/);
  expect(stdout).not.toContain("a/4");
  expect((await stack.preview(set(messages))).stdout).toContain("defaults: 3 to publish, 1 unchanged");

  await stack.up(set(messages));
  expect(stack.count("Publish")).toBe(3);
  expect(stack.published("a/4")).toEqual([]);
  expect(await text(stack.endpoint, "a/2")).toBe('{"v":2}');
  expect((await look(stack.endpoint, "a/2"))?.qos).toBe(1);
  expect(await text(stack.endpoint, "a/3")).toBe("three");
  await stack.refresh({ expectNoChanges: true });
  expect(stack.operations).toEqual(["ListRetainedMessages"]);
});

test("everything gone is everything to publish; the set stays in the state", async () => {
  await stack.up(set(messages));
  for (const topic of Object.keys(messages)) await clear(topic);
  await stack.refresh();
  expect(await stack.recorded()).toHaveLength(3);
  await stack.up(set(messages));
  expect(await topics(stack.endpoint)).toEqual(Object.keys(messages));
});

test("a message that was published again as it was is no drift", async () => {
  await stack.up(set({ "a/1": "one", "a/2": "two" }, { marker: false }));
  await publishAs(stack.endpoint, "a/1", "one");
  await stack.refresh({ expectNoChanges: true });
});

test("a lost marker is drift, and up writes it again", async () => {
  await stack.up(set(messages));
  await publishAs(stack.endpoint, "a/1", "one");
  const refresh = await stack.refresh();
  expect(refresh.changes).toEqual({ update: 1 });
  expect((await stack.preview(set(messages))).stdout).toContain("1 to publish, 3 unchanged");
  await stack.up(set(messages));
  expect((await look(stack.endpoint, "a/1"))?.userProperties).toEqual([{ "managed-by": expect.any(String) }]);
});

test("ignoreChanges leaves a topic to its device, through refresh and up", async () => {
  const program = (one: string, two: string) =>
    set({ "a/1": one, "a/2": two }, {}, { ignoreChanges: ['messages["a/1"]'] });
  await stack.up(program("one", "two"));
  await publishAs(stack.endpoint, "a/1", "the device's");
  await stack.up(program("another", "changed"));
  expect(await text(stack.endpoint, "a/1")).toBe("the device's");
  expect(await text(stack.endpoint, "a/2")).toBe("changed");
  await stack.refresh();
  await stack.up(program("another", "again"));
  expect(await text(stack.endpoint, "a/1")).toBe("the device's");
  await stack.up(program("another", "again"));
  expect(stack.calls).toEqual([]);
});

test("ignoreChanges of a part of a message leaves all of it to its device", async () => {
  const program = (payload: string) =>
    set({ "a/1": payload, "a/2": payload }, {}, { ignoreChanges: ['messages["a/1"].payload'] });
  await stack.up(program("one"));
  await publishAs(stack.endpoint, "a/1", "the device's");
  await stack.up(program("two"));
  expect(await text(stack.endpoint, "a/1")).toBe("the device's");
  expect(await text(stack.endpoint, "a/2")).toBe("two");
});

test("ignoreChanges leaves a topic to its device, also where the set says something else of all messages", async () => {
  const program = (contentType: string) =>
    set({ "a/1": "one", "a/2": "two" }, { defaults: { contentType } }, { ignoreChanges: ['messages["a/1"]'] });
  await stack.up(program("text/plain"));
  await publishAs(stack.endpoint, "a/1", "the device's");
  await stack.up(program("text/html"));
  expect(await text(stack.endpoint, "a/1")).toBe("the device's");
  expect(await stack.properties("a/2")).toMatchObject({ contentType: "text/html" });
});

test("without a marker, what a refresh has found is nobody's to clear", async () => {
  await stack.up(set({ "a/1": "one", "a/2": "two" }, { marker: false }));
  await publishAs(stack.endpoint, "a/1", "somebody else's");
  await stack.refresh();
  const destroy = await stack.destroy();
  expect(destroy.stdout).toMatch(/1 retained message was left:\s+a\/1: it has no marker/);
  expect(await topics(stack.endpoint)).toEqual(["a/1"]);
});

test("an expired message gone as declared, without verify too", async () => {
  stack.now = () => Date.now() - 120_000;
  const program = set({ "a/1": { payload: "x", messageExpiry: 60 } }, { verify: false });
  await stack.up(program);
  stack.now = Date.now;
  await stack.refresh({ expectNoChanges: true });
});

test("an expired message is gone as declared, or drift where that is asked for", async () => {
  stack.now = () => Date.now() - 120_000;
  const program = set({
    "a/expect": { payload: "x", messageExpiry: 60 },
    "a/republish": { payload: "x", messageExpiry: 60, onExpiry: "republish" },
  });
  await stack.up(program);
  stack.now = Date.now;
  await stack.refresh();
  expect((await stack.preview(program)).stdout).toContain("defaults: 1 to publish, 1 unchanged");
  await stack.up(program);
  expect(await topics(stack.endpoint)).toEqual(["a/republish"]);
});

test("a new rule for what expires changes the state, and publishes nothing", async () => {
  await stack.up(set({ "a/b": { payload: "x", messageExpiry: 60 } }));
  await stack.up(set({ "a/b": { payload: "x", messageExpiry: 60, onExpiry: "republish" } }));
  expect(stack.calls).toEqual([]);
});

test("without permission to list, messages are read one by one, with one warning", async () => {
  stack.fault = ({ operation }) => (operation === "ListRetainedMessages" ? { error: "ForbiddenException" } : undefined);
  const up = await stack.up(set(messages));
  const [, diagnostics = ""] = up.stdout.split("Diagnostics:");
  expect(diagnostics.match(/iot:ListRetainedMessages on \*\. Messages are read one by one instead/g)).toHaveLength(1);
  expect(stack.count("ListRetainedMessages")).toBe(1);
  // Before publishing, and after.
  expect(stack.count("GetRetainedMessage")).toBe(8);
  await stack.refresh({ expectNoChanges: true });
  expect(stack.count("GetRetainedMessage")).toBe(4);
});

test("an account with more messages than a listing is worth is read one by one", async () => {
  const others = Array.from({ length: 250 }, (_, i) => `other/${i}`).sort();
  for (const other of others) await publishAs(stack.endpoint, other, "x");
  await stack.up(set(messages));
  // The first page proves too little, and the second would take longer than the four reads.
  expect(stack.count("ListRetainedMessages")).toBe(2);
  await stack.refresh({ expectNoChanges: true });
  expect(stack.count("ListRetainedMessages")).toBe(1);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(others);
});

test("a topic beyond the part of the listing that was read is not taken for free", async () => {
  for (let i = 0; i < 250; i++) await publishAs(stack.endpoint, `other/${i}`, "x");
  await publishAs(stack.endpoint, "zz/last", "somebody else's");
  await expect(stack.up(set({ ...messages, "zz/last": "ours" }))).rejects.toThrow(/somebody else's retained message/);
  expect(stack.count("Publish")).toBe(0);
});

test("a failed read keeps the state, and says why", async () => {
  await stack.up(set(messages));
  await publishAs(stack.endpoint, "a/1", "drifted");
  stack.fault = ({ operation }) => (operation === "GetRetainedMessage" ? { error: "ForbiddenException" } : undefined);
  await expect(stack.refresh()).rejects.toThrow(
    /iot:GetRetainedMessage on arn:aws:iot:eu-west-1:<account>:topic\/a\/1/,
  );
  stack.fault = () => undefined;
  await stack.up(set({ ...messages, "a/4": "changed" }));
  expect(stack.operations.filter((operation) => operation === "Publish")).toHaveLength(1);
  expect(await text(stack.endpoint, "a/1")).toBe("drifted");
});

describe("under an exclusive prefix", () => {
  const program = set({ "site/a": "ours" }, { exclusive: ["site"] });
  const foreign = [{ "managed-by": "pulumi:acme/other/prod/set#ffffffffffff" }];

  test("what a refresh finds shows as extra, and the next up clears that and nothing else", async () => {
    await stack.up(program);
    await publishAs(stack.endpoint, "site/extra", "left behind");
    await publishAs(stack.endpoint, "site/theirs", "x", foreign);
    await publishAs(stack.endpoint, "sites/other", "x");
    // What no refresh has seen is not cleared.
    await stack.up(program);
    expect(stack.calls).toEqual([]);

    const refresh = await stack.refresh();
    expect(refresh.changes).toEqual({ update: 1 });
    expect(await stack.state()).not.toContain("left behind");
    const { stdout } = await stack.preview(program, { diff: true });
    expect(stdout).toMatch(/- site\/extra\s*: \{\s+- payloadSha256: \[secret\]\s+- payloadSize\s*: 11/);
    expect(stdout).not.toContain("site/theirs");
    expect((await stack.preview(program)).stdout).toContain("defaults: 1 to clear, 1 unchanged");

    await publishAs(stack.endpoint, "site/late", "x");
    const up = await stack.up(program);
    expect(up.stdout).toMatch(/defaults: 1 cleared, 1 unchanged in/);
    expect(await topics(stack.endpoint)).toEqual(["site/a", "site/late", "site/theirs", "sites/other"]);
  });

  test("what has changed since preview showed it is left, with a warning", async () => {
    await stack.up(program);
    await publishAs(stack.endpoint, "site/extra", "x");
    await stack.refresh();
    await publishAs(stack.endpoint, "site/extra", "y");
    const up = await stack.up(program);
    expect(up.stdout).toMatch(
      /warning: 1 retained message was left:\s+site\/extra: it is not what the last refresh found/,
    );
    expect(await text(stack.endpoint, "site/extra")).toBe("y");
  });

  test("an extra that `ignoreChanges` names is kept", async () => {
    const keeping = (path: string, payload: string) =>
      set({ "site/a": payload }, { exclusive: ["site"] }, { ignoreChanges: [path] });
    await stack.up(program);
    await publishAs(stack.endpoint, "site/extra", "x");
    await stack.refresh();
    await stack.up(keeping('messages["site/extra"]', "changed"));
    expect(await text(stack.endpoint, "site/a")).toBe("changed");
    await stack.refresh();
    await stack.up(keeping("messages", "ignored"));
    expect(await text(stack.endpoint, "site/a")).toBe("changed");
    expect(await text(stack.endpoint, "site/extra")).toBe("x");
  });

  test("of a secret prefix not even the topics under it are told", async () => {
    const secret = set({ "site/a": "ours" }, { exclusive: pulumi.secret(["hidden"]) });
    await stack.up(secret);
    await publishAs(stack.endpoint, "hidden/extra", "x");
    const refresh = await stack.refresh();
    const preview = await stack.preview(secret, { diff: true });
    for (const output of [refresh.stdout, preview.stdout, await stack.state()]) expect(output).not.toContain("hidden");
  });

  test("messages of other resources of the stack are no extras, and destroy leaves extras alone", async () => {
    const both = () => {
      program();
      new RetainedMessageSet("second", { messages: { "site/b": "second's" } });
    };
    await stack.up(both);
    await publishAs(stack.endpoint, "site/extra", "x");
    await stack.refresh();
    const { stdout } = await stack.preview(both, { diff: true });
    expect(stdout).not.toContain("site/b");
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual(["site/extra"]);
  });
});
