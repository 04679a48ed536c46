import type { FaultQuestion } from "../../provider/local";
import { messageOfFailed } from "../support/failure";
import { publishAs, text, topics } from "../support/look";
import { set } from "../support/set";
import { useStack } from "../support/stack";

// What is kept when something goes wrong half way, and what the next command makes of it.

const stack = useStack();

const many = (count: number, payload: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`a/${String(i).padStart(3, "0")}`, payload]));

const refusing = (topics: readonly string[]) => (call: FaultQuestion) =>
  call.operation === "Publish" && topics.includes(call.topic ?? "")
    ? ({ error: "ForbiddenException" } as const)
    : undefined;

test("a create that fails half way keeps what was published; the next up publishes the rest only", async () => {
  const messages = many(30, "on");
  const refused = Object.keys(messages).slice(0, 12);
  stack.fault = refusing(refused);
  const output = await messageOfFailed(stack.up(set(messages)));
  expect(output).toContain("12 of 30 retained messages could not be published or cleared:");
  expect(output.match(/iot:RetainPublish on arn:aws:iot:eu-west-1:<account>:topic\/a\/0\d\d/g)).toHaveLength(10);
  expect(output).toContain("and 2 more");
  expect(output).not.toMatch(/\s+at .*\.js:/);
  expect(await topics(stack.endpoint)).toHaveLength(18);

  stack.fault = () => undefined;
  await stack.up(set(messages));
  const published = stack.calls.filter(({ operation }) => operation === "Publish").map(({ topic }) => topic);
  // Several are under way at a time, so the order in which they arrive is not ours.
  expect(published.sort()).toEqual(refused);
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a create of which nothing was published leaves no resource", async () => {
  const messages = many(3, "on");
  stack.fault = refusing(Object.keys(messages));
  await messageOfFailed(stack.up(set(messages)));
  expect(await stack.recorded()).toHaveLength(2);
});

test("an update that fails half way clears nothing, keeps every outcome, and is finished by the next up", async () => {
  await stack.up(set({ ...many(5, "old"), "a/gone": "x" }));
  stack.fault = refusing(["a/001", "a/new"]);
  const changed = set({ ...many(5, "changed"), "a/new": "x" });
  const output = await messageOfFailed(stack.up(changed));
  expect(output).toContain("2 of 7 retained messages could not be published or cleared");
  expect(await text(stack.endpoint, "a/000")).toBe("changed");
  expect(await text(stack.endpoint, "a/001")).toBe("old");
  expect(await text(stack.endpoint, "a/gone")).toBe("x");

  stack.fault = () => undefined;
  expect((await stack.preview(changed)).stdout).toContain("defaults: 2 to publish, 1 to clear, 4 unchanged");
  await stack.up(changed);
  expect(stack.count("Publish")).toBe(3);
  expect(await topics(stack.endpoint)).toEqual([...Object.keys(many(5, "")), "a/new"]);
  await stack.refresh({ expectNoChanges: true });
});

test("a failed update with new defaults is not taken for published", async () => {
  await stack.up(set(many(3, "x"), { defaults: { contentType: "text/plain" } }));
  stack.fault = refusing(["a/001"]);
  const changed = set(many(3, "x"), { defaults: { contentType: "text/html" } });
  await messageOfFailed(stack.up(changed));
  stack.fault = () => undefined;
  await stack.up(changed);
  expect(stack.calls.filter(({ operation }) => operation === "Publish").map(({ topic }) => topic)).toEqual(["a/001"]);
  expect(await stack.properties("a/001")).toMatchObject({ contentType: "text/html" });
});

test("a publish whose answer was lost is noted as done, or made again", async () => {
  await stack.up(set(many(2, "old")));
  stack.fault = ({ operation, topic }) => {
    if (operation !== "Publish") return undefined;
    return topic === "a/000" ? { drop: "after" } : { drop: "before" };
  };
  await messageOfFailed(stack.up(set({ ...many(2, "changed"), "a/created": "x" })));
  stack.fault = () => undefined;
  const after = set({ ...many(2, "changed"), "a/created": "x" });
  await stack.up(after);
  expect(stack.published("a/000")).toEqual([]);
  expect(stack.published("a/001")).toEqual([7]);
  expect(stack.published("a/created")).toEqual([1]);
  await stack.refresh({ expectNoChanges: true });
});

test("what a lost publish has created is cleared by destroy", async () => {
  stack.fault = ({ operation, topic }) =>
    operation === "Publish" && topic === "a/001" ? { drop: "after" } : undefined;
  await messageOfFailed(stack.up(set(many(2, "on"))));
  expect(await topics(stack.endpoint)).toEqual(["a/000", "a/001"]);
  stack.fault = () => undefined;
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("what may have been created by a lost publish is not taken over from somebody else", async () => {
  stack.fault = ({ operation, topic }) =>
    operation === "Publish" && topic === "a/001" ? { drop: "before" } : undefined;
  await messageOfFailed(stack.up(set(many(2, "on"))));
  stack.fault = () => undefined;
  await publishAs(stack.endpoint, "a/001", "somebody else's");
  expect(await messageOfFailed(stack.up(set(many(2, "on"))))).toContain(
    "1 topic has somebody else's retained message in eu-west-1 at",
  );
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(["a/001"]);
});

test("somebody else's messages are refused before anything is published, unless overwrite", async () => {
  for (const topic of Object.keys(many(12, ""))) await publishAs(stack.endpoint, topic, "theirs");
  const messages = { ...many(12, "ours"), "a/free": "ours" };
  const output = await messageOfFailed(stack.up(set(messages)));
  expect(output).toMatch(/12 topics have somebody else's retained message in eu-west-1 at http:\/\/127[^ ]+:/);
  expect(output).toMatch(/a\/000: 6 bytes of \d{4}-[^ ]+, without an owner's marker/);
  expect(output).toContain("and 2 more");
  expect(output).toContain("set `overwrite: true` to take the topic over");
  expect(stack.count("Publish")).toBe(0);
  expect(await stack.recorded()).toHaveLength(2);

  await stack.up(set(messages, { overwrite: true }));
  expect(await text(stack.endpoint, "a/000")).toBe("ours");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a destroy that fails half way is finished by the next one, and leaves what somebody else has published", async () => {
  await stack.up(set(many(5, "on")));
  await publishAs(stack.endpoint, "a/004", "x", [{ "managed-by": "pulumi:acme/other/prod/set#ffffffffffff" }]);
  stack.fault = refusing(["a/002"]);
  expect(await messageOfFailed(stack.destroy())).toContain("1 of 5 retained messages could not be cleared:");
  expect(await topics(stack.endpoint)).toEqual(["a/002", "a/004"]);
  stack.fault = () => undefined;
  const destroy = await stack.destroy();
  expect(destroy.stdout).toMatch(/1 retained message was left:\s+a\/004: acme\/other\/prod set has the topic now/);
  expect(await topics(stack.endpoint)).toEqual(["a/004"]);
});

test("after too many failures in a row the rest is not tried", async () => {
  stack.fault = ({ operation }) => (operation === "Publish" ? { error: "ForbiddenException" } : undefined);
  const output = await messageOfFailed(stack.up(set(many(200, "on"))));
  expect(output).toMatch(/of 200 retained messages could not be published or cleared; \d+ were not tried/);
  expect(stack.count("Publish")).toBeLessThan(100);
});

test("throttled publishes are made again until all are through", async () => {
  let calls = 0;
  stack.fault = ({ operation }) => {
    if (operation !== "Publish") return undefined;
    return calls++ % 3 === 0 ? { error: "ThrottlingException" } : undefined;
  };
  await stack.up(set(many(20, "on")));
  expect(await topics(stack.endpoint)).toHaveLength(20);
});

test("without verify nothing is looked at after publishing, and refresh reads each", async () => {
  const program = set(many(3, "on"), { verify: false, marker: false });
  await stack.up(program);
  expect(stack.operations).toEqual(["ListRetainedMessages", "Publish", "Publish", "Publish"]);
  await stack.refresh({ expectNoChanges: true });
  expect(stack.count("GetRetainedMessage")).toBe(3);
  await publishAs(stack.endpoint, "a/001", "theirs");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(["a/001"]);
});

test("verify notices that somebody else has published in between", async () => {
  stack.fault = ({ operation, topic }) => {
    if (operation === "Publish" && topic === "a/001") {
      stack.fault = () => undefined;
      return { status: 200, headers: { "x-amzn-requestid": "1" }, body: "" };
    }
    return undefined;
  };
  const output = await messageOfFailed(stack.up(set(many(3, "on"))));
  expect(output).toContain("was published, but nothing is retained there");
  await stack.up(set(many(3, "on")));
  expect(stack.published("a/001")).toEqual([2]);
  expect(stack.count("Publish")).toBe(1);
});

test("a listing that fails after publishing loses nothing: messages are read one by one", async () => {
  let listings = 0;
  stack.fault = ({ operation }) =>
    operation === "ListRetainedMessages" && ++listings > 1 ? { error: "InternalFailureException" } : undefined;
  const up = await stack.up(set(many(4, "on"), { marker: false }));
  expect(up.stdout).toContain("Messages are read one by one instead");
  stack.fault = () => undefined;
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a failed update, refreshed and then reverted, is taken back", async () => {
  await stack.up(set(many(3, "old")));
  stack.fault = refusing(["a/002"]);
  await messageOfFailed(stack.up(set(many(3, "changed"))));
  stack.fault = () => undefined;
  await stack.refresh();
  expect((await stack.preview(set(many(3, "old")))).stdout).toContain("defaults: 2 to publish, 1 unchanged");
  await stack.up(set(many(3, "old")));
  for (const topic of Object.keys(many(3, ""))) expect(await text(stack.endpoint, topic)).toBe("old");
  await stack.refresh({ expectNoChanges: true });
});

test("a read that fails is no publish that may have been acted on", async () => {
  stack.fault = ({ operation }) => (operation === "Publish" ? undefined : { error: "ServiceUnavailableException" });
  await messageOfFailed(stack.up(set(many(2, "on"))));
  expect(stack.count("Publish")).toBe(0);
  expect(await stack.recorded()).toHaveLength(2);
});
