import { RetainedMessage, RetainedMessageSet } from "../../provider";
import { look, text, topics } from "../support/look";
import { useStack } from "../support/stack";

// Topics that go from one resource to another: no device may see one empty where the engine gives an order.

const stack = useStack();

const topic = "site/a/config";
const stays = "site/stays";
const one = (opts = {}) => new RetainedMessage("one", { topic, payload: "ours" }, opts);
const set = (name: string, topics: readonly string[], opts = {}) =>
  new RetainedMessageSet(name, { messages: Object.fromEntries(topics.map((topic) => [topic, "ours"])) }, opts);

/** After a move the topic is published and owned: a refresh is quiet, and destroy clears it. */
async function expectSettled(): Promise<void> {
  expect(await text(stack.endpoint, topic)).toBe("ours");
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
}

test("from a RetainedMessage that is deleted to a set: never cleared on the way", async () => {
  await stack.up(() => [one(), set("set", [stays])]);
  await stack.up(() => set("set", [stays, topic]));
  expect(stack.published(topic)).toEqual([4]);
  await expectSettled();
});

test("from a set to a RetainedMessage, which goes first: never cleared on the way", async () => {
  await stack.up(() => set("set", [stays, topic]));
  await stack.up(() => set("set", [stays], { dependsOn: one() }));
  expect(stack.published(topic)).toEqual([4]);
  await expectSettled();
});

test("from a set to a RetainedMessage, in the other order and in none: it ends published", async () => {
  await stack.up(() => set("set", [stays, topic]));
  await stack.up(() => one({ dependsOn: set("set", [stays]) }));
  expect(await text(stack.endpoint, topic)).toBe("ours");
  await stack.up(() => set("set", [stays, topic]));
  await stack.up(() => [set("set", [stays]), one()]);
  await expectSettled();
});

test("from a set that is deleted to another one: never cleared on the way", async () => {
  await stack.up(() => set("first", [topic]));
  await stack.up(() => set("second", [topic]));
  expect(stack.published(topic)).toEqual([4]);
  await expectSettled();
});

test("between two sets, the gaining one first: never cleared on the way", async () => {
  await stack.up(() => [set("first", [stays, topic]), set("second", ["site/second"])]);
  await stack.up(() => set("first", [stays], { dependsOn: set("second", ["site/second", topic]) }));
  expect(stack.published(topic)).toEqual([4]);
  await expectSettled();
});

test("between two sets, the losing one first, and in no order: it ends published", async () => {
  await stack.up(() => [set("first", [stays, topic]), set("second", ["site/second"])]);
  await stack.up(() => set("second", ["site/second", topic], { dependsOn: set("first", [stays]) }));
  expect(await text(stack.endpoint, topic)).toBe("ours");
  await stack.up(() => [set("first", [stays, topic]), set("second", ["site/second"])]);
  await expectSettled();
});

test("a renamed set takes its topics along, and a replaced one too", async () => {
  await stack.up(() => set("first", [topic, stays]));
  const { urn } = (await stack.stack.exportStack()).deployment.resources.find((r: { urn: string }) =>
    r.urn.endsWith("::first"),
  );
  await stack.up(() => set("first", [topic, stays]), { replace: [urn] });
  expect(stack.published(topic)).toEqual([4]);
  await stack.up(() => set("second", [topic, stays]));
  expect(stack.published(topic)).toEqual([4]);
  expect((await look(stack.endpoint, topic))?.userProperties[0]?.["managed-by"]).toContain("/second#");
  await expectSettled();
});

test("an alias keeps the messages as they are", async () => {
  await stack.up(() => set("first", [topic, stays]));
  const up = await stack.up(() => set("second", [topic, stays], { aliases: [{ name: "first" }] }));
  expect(up.changes).toEqual({ same: 1 });
  expect(stack.calls).toEqual([]);
  await expectSettled();
});

test("a topic that two resources declare is an error of both kinds, in preview", async () => {
  const twice = stack.preview(() => [one(), set("set", [stays, topic])]);
  await expect(twice).rejects.toThrow(
    /`(topic|messages\["site\/a\/config"\])`: urn:pulumi:[^ ]+ declares the same topic/,
  );
  expect(stack.count("Publish")).toBe(0);
});

test("another endpoint replaces the set: published there first, and then cleared here", async () => {
  const other = await stack.another();
  await stack.up(() => set("set", [topic]));
  const elsewhere = () => new RetainedMessageSet("set", { messages: { [topic]: "ours" }, endpoint: other.endpoint });
  const preview = await stack.preview(elsewhere);
  expect(preview.changes).toEqual({ replace: 1 });
  await stack.up(elsewhere);
  expect(await topics(stack.endpoint)).toEqual([]);
  expect(await text(other.endpoint, topic)).toBe("ours");
  await stack.destroy();
  expect(await topics(other.endpoint)).toEqual([]);
});
