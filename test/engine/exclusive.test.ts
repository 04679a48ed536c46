import * as pulumi from "@pulumi/pulumi";
import { Provider, RetainedMessage, RetainedMessageSet } from "../../provider";
import { failureOf, messageOfFailed } from "../support/failure";
import { publishAs, text, topics } from "../support/look";
import { useStack } from "../support/stack";

// A set may clear what has no marker under its exclusive prefixes. What this program publishes there without a marker
// cannot be told from a stranger's message.

const stack = useStack();

const exclusiveSet = (prefix = "pe", opts?: pulumi.CustomResourceOptions) =>
  new RetainedMessageSet("strict", { messages: { "pe/a": "on" }, exclusive: [prefix] }, opts);
const unmarked = (opts?: pulumi.CustomResourceOptions) =>
  new RetainedMessage("plain", { topic: "pe/u", payload: "on", marker: false }, opts);
const unmarkedSet = () => new RetainedMessageSet("loose", { messages: { "pe/u": "on" }, marker: false });
const oneUnmarked = () =>
  new RetainedMessageSet("loose", { messages: { "pe/u": { payload: "on", marker: false }, "pe/v": "on" } });

const OF_SET =
  /RetainedMessageSet \(strict\):?\s+error: `exclusive`: urn:.*::(plain|loose) declares pe\/u without a marker/;
const OF_MESSAGE =
  /RetainedMessage \(plain\):?\s+error: `marker`: urn:.*::strict clears every message without a marker/;

test.each<[string, () => void]>([
  ["a message after the set", () => void [exclusiveSet(), unmarked()]],
  ["a message before the set", () => void [unmarked(), exclusiveSet()]],
])("%s is an error at both of them in preview", async (_name, program) => {
  const failure = await failureOf(stack, program);
  expect(failure.replaceAll("the RetainedMessageSet strict", "urn:::strict")).toMatch(OF_MESSAGE);
  expect(failure.replaceAll("the RetainedMessage plain", "urn:::plain")).toMatch(OF_SET);
  expect(failure).toMatch(/Give it a marker, declare it in that set, or narrow the prefix there/);
});

test.each<[string, () => void]>([
  ["of a set without markers", () => void [exclusiveSet(), unmarkedSet()]],
  ["of a set with one message without a marker", () => void [exclusiveSet(), oneUnmarked()]],
])("a message %s is an error as well", async (_name, program) => {
  const failure = await failureOf(stack, program);
  expect(failure).toMatch(/`(messages\["pe\/u"\]\.marker|exclusive)`/);
  expect(failure).not.toContain("pe/v");
});

test("the setting that leaves markers off counts", async () => {
  await stack.configure({ "iot-retained:marker": "false" });
  const failure = await failureOf(stack, () => {
    exclusiveSet();
    new RetainedMessage("plain", { topic: "pe/u", payload: "on" });
  });
  expect(failure).toContain("without a marker");
});

test("`up` that targets only the set refuses it, and clears nothing", async () => {
  await stack.up(() => unmarked());
  await stack.up(() => void [unmarked(), exclusiveSet("other")]);
  const target = ["urn:pulumi:test::iot-retained-test::pulumi-nodejs:dynamic/iot-retained:RetainedMessageSet::strict"];
  await publishAs(stack.endpoint, "pe/stranger", "x");
  const failure = await messageOfFailed(stack.up(() => void [unmarked(), exclusiveSet()], { target }));
  expect(failure).toContain("declares pe/u without a marker");
  expect(await topics(stack.endpoint)).toEqual(["pe/a", "pe/stranger", "pe/u"]);
  expect(stack.count("Publish")).toBe(0);
});

test("a topic that only the deployment knows is refused by `up`", async () => {
  const program = () => {
    const set = exclusiveSet();
    new RetainedMessage("plain", { topic: set.count.apply((count) => `pe/u${count}`), payload: "on", marker: false });
  };
  await stack.preview(program);
  const failure = await messageOfFailed(stack.up(program));
  expect(failure).toMatch(/`marker`: urn:.*::strict clears every message without a marker/);
  expect(await topics(stack.endpoint)).toEqual(["pe/a"]);
});

test("a marker that a resource transform has taken off is refused by the provider process", async () => {
  const failure = await failureOf(stack, () => {
    pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
      type.endsWith(":RetainedMessage") ? { props: { ...props, marker: false }, opts } : undefined,
    );
    exclusiveSet();
    new RetainedMessage("plain", { topic: "pe/u", payload: "on" });
  });
  expect(failure).toMatch(/`(marker|exclusive)`: urn:.*(clears every message without|declares pe\/u without) a marker/);
});

describe("topics that move from a set to messages of the program", () => {
  const moved = ["m/2", "m/3", "m/4"];
  const program = (isSetFirst: boolean) => () => {
    const set = () => new RetainedMessageSet("set", { messages: { "m/1": "on" }, maxClears: 0 });
    if (isSetFirst) set();
    for (const topic of moved) new RetainedMessage(topic, { topic, payload: "on" });
    if (!isSetFirst) set();
  };

  test.each([true, false])(
    "are announced as no clears, count as none, and are never empty (set first: %p)",
    async (isSetFirst) => {
      await stack.up(() => {
        const messages = Object.fromEntries(["m/1", ...moved].map((topic) => [topic, "on"]));
        new RetainedMessageSet("set", { messages });
      });
      const { stdout } = await stack.preview(program(isSetFirst));
      expect(stdout).not.toContain("to clear");
      await stack.up(program(isSetFirst));
      expect(moved.flatMap((topic) => stack.published(topic))).toEqual([2, 2, 2]);
      expect((await stack.up(program(isSetFirst))).changes).toEqual({ same: 4 });
      expect(stack.calls).toEqual([]);
      await stack.refresh({ expectNoChanges: true });
    },
  );
});

test("in another place, or beside the prefix, it is no error", async () => {
  const { endpoint } = stack;
  await stack.preview(() => {
    exclusiveSet("pe/a");
    unmarked();
  });
  await stack.preview(() => {
    exclusiveSet();
    unmarked({ provider: new Provider("elsewhere", { endpoint, region: "eu-west-2" }) });
  });
});

test("messages with a marker live under the prefix of a set, and are left", async () => {
  const program = () => {
    exclusiveSet();
    new RetainedMessage("marked", { topic: "pe/u", payload: "on" });
  };
  await stack.up(program);
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(program)).changes).toEqual({ same: 2 });
  expect(await text(stack.endpoint, "pe/u")).toBe("on");
});
