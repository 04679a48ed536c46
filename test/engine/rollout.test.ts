import * as pulumi from "@pulumi/pulumi";
import { asset } from "@pulumi/pulumi";
import { DeviceDefaults, RetainedMessageSet, type RetainedMessageSetArgs } from "../../provider";
import { messageOfFailed } from "../support/failure";
import { look, publishAs, text, topics } from "../support/look";
import { set } from "../support/set";
import { useStack } from "../support/stack";

// A change reaches topics step by step. Of the topics fleet/0 to fleet/9, 3 and 9 have a share below 10 percent, and 2, 4 and
// 7 one below 50 percent.

const stack = useStack();

const TOPICS = Array.from({ length: 10 }, (_, i) => `fleet/${i}`);

const fleet = (payload: string, rollout?: RetainedMessageSetArgs["rollout"], extra: Record<string, string> = {}) =>
  set(
    { ...Object.fromEntries(TOPICS.map((topic) => [topic, payload])), ...extra },
    rollout === undefined ? {} : { rollout },
  );

/** Payloads by topic, without those of a text. */
async function live(): Promise<Record<string, string | undefined>> {
  const all = await topics(stack.endpoint);
  return Object.fromEntries(await Promise.all(all.map(async (topic) => [topic, await text(stack.endpoint, topic)])));
}

/** What is live if the topics with these numbers have one payload, and the others another one. */
const those = (numbers: number[], payload: string, others: string) =>
  Object.fromEntries(TOPICS.map((topic, i) => [topic, numbers.includes(i) ? payload : others]));

const publishedTopics = () =>
  stack.calls
    .filter(({ operation }) => operation === "Publish")
    .map(({ topic }) => topic)
    .sort();

test("a change reaches 10 percent, 50 percent and all; preview shows each topic that changes and no other", async () => {
  await stack.up(fleet("old"));

  const preview = await stack.preview(fleet("new", { percent: 10 }));
  expect(preview.stdout).toContain("defaults: rollout 10 %: 2 of 10 to publish, 8 keep the version of before");
  expect(preview.stdout).toContain("[diff: +rollout~messages]");
  const { stdout } = await stack.preview(fleet("new", { percent: 10 }), { diff: true });
  expect([...stdout.matchAll(/(fleet\/\d)/g)].map(([, topic]) => topic)).toEqual(["fleet/3", "fleet/9"]);
  expect(stdout).toMatch(/\+ rollout *: {\s+\+ percent: 10\s+\+ stable *: \[secret\]\s+}/);
  expect(stack.calls).toEqual([]);

  await stack.up(fleet("new", { percent: 10 }));
  expect(publishedTopics()).toEqual(["fleet/3", "fleet/9"]);
  expect(await live()).toEqual(those([3, 9], "new", "old"));
  expect((await stack.up(fleet("new", { percent: 10 }))).changes).toEqual({ same: 1 });
  await stack.refresh({ expectNoChanges: true });

  const further = await stack.preview(fleet("new", { percent: 50 }));
  expect(further.stdout).toContain("defaults: rollout 50 %: 3 of 10 to publish, 5 keep the version of before");
  await stack.up(fleet("new", { percent: 50 }));
  expect(publishedTopics()).toEqual(["fleet/2", "fleet/4", "fleet/7"]);

  await stack.up(fleet("new", { percent: 100 }));
  expect(stack.count("Publish")).toBe(5);
  expect(await live()).toEqual(those([], "", "new"));
  // The version of before is forgotten.
  await stack.up(fleet("new", { percent: 0 }));
  expect(stack.count("Publish")).toBe(0);
});

test("0 percent puts back the version of before, also after a new declaration in the middle and after 100 percent has failed", async () => {
  await stack.up(fleet("old"));
  await stack.up(fleet("bad", { percent: 10 }));
  await stack.up(fleet("worse", { percent: 50 }));
  expect(await live()).toEqual(those([2, 3, 4, 7, 9], "worse", "old"));

  stack.fault = ({ operation, topic }) =>
    operation === "Publish" && topic === "fleet/8" ? { error: "ForbiddenException" } : undefined;
  await expect(stack.up(fleet("worse"))).rejects.toThrow();
  stack.fault = () => undefined;
  expect(await live()).toEqual(those([8], "old", "worse"));

  const preview = await stack.preview(fleet("worse", { percent: 0 }));
  expect(preview.stdout).toContain(
    "defaults: rollout 0 %: 0 of 10 to publish, 9 to put back, 1 keeps the version of before",
  );
  await stack.up(fleet("worse", { percent: 0 }));
  expect(await live()).toEqual(those([], "", "old"));
  await stack.refresh({ expectNoChanges: true });
});

test("the first are reached by their globs, and 0 percent puts them back too", async () => {
  await stack.up(fleet("old"));
  const first = ["fleet/{5,6}", "other/**"];
  const preview = await stack.preview(fleet("new", { percent: 1, first }));
  expect(preview.stdout).toContain("rollout.first: `other/**` matches no topic");
  await stack.up(fleet("new", { percent: 1, first }));
  expect(await live()).toEqual(those([5, 6], "new", "old"));
  await stack.up(fleet("new", { percent: 0, first }));
  expect(await live()).toEqual(those([], "", "old"));
});

test("topics that are taken out keep their message until 100 percent, and new ones that are put back are cleared", async () => {
  await stack.up(fleet("old", undefined, { gone: "x" }));
  const withNew = fleet("old", { percent: 50 }, { "fleet/10": "new", "fleet/0/new": "new", "fleet/2/new": "new" });
  await stack.up(withNew);
  const then = await live();
  expect(then["gone"]).toBe("x");
  // 37.4 percent.
  expect(then["fleet/10"]).toBe("new");
  const preview = await stack.preview(
    fleet("old", { percent: 0 }, { "fleet/10": "new", "fleet/0/new": "new", "fleet/2/new": "new" }),
  );
  expect(preview.stdout).toMatch(
    /rollout 0 %: 0 of 3 to publish, \d to clear, since nothing was there before, 3 new ones wait, 1 to clear when it is/,
  );
  await stack.up(fleet("old", { percent: 0 }, { "fleet/10": "new", "fleet/0/new": "new", "fleet/2/new": "new" }));
  expect(await live()).toEqual({ ...those([], "", "old"), gone: "x" });
  await stack.up(fleet("old"));
  expect(await live()).toEqual(those([], "", "old"));
});

test("refresh finds drift of early and of late topics, and each gets what it should have", async () => {
  await stack.up(fleet("old"));
  await stack.up(fleet("new", { percent: 10 }));
  await publishAs(stack.endpoint, "fleet/3", "stranger");
  await publishAs(stack.endpoint, "fleet/5", "stranger");
  await publishAs(stack.endpoint, "fleet/6", "");
  await stack.refresh();
  await stack.up(fleet("new", { percent: 10 }));
  expect(publishedTopics()).toEqual(["fleet/3", "fleet/5", "fleet/6"]);
  expect(await live()).toEqual(those([3, 9], "new", "old"));

  // What a refresh has found before a rollout begins is not the version of before.
  await stack.up(fleet("new", { percent: 100 }));
  await publishAs(stack.endpoint, "fleet/0", "stranger");
  await stack.refresh();
  await stack.up(fleet("newer", { percent: 10 }));
  expect(await live()).toEqual(those([3, 9], "newer", "new"));
});

test("a first rollout does not begin on drift that is not repaired", async () => {
  await stack.up(fleet("old"));
  await publishAs(stack.endpoint, "fleet/0", "stranger");
  await stack.refresh();
  const failure = await messageOfFailed(stack.preview(fleet("new", { percent: 10 })));
  expect(failure).toContain("the last refresh has found drift");
  const { stdout } = await stack.preview(fleet("old"), { diff: true });
  expect(stdout).not.toContain("rollout");
  await stack.up(fleet("old"));
  await stack.up(fleet("new", { percent: 10 }));
  expect(await live()).toEqual(those([3, 9], "new", "old"));
});

test("a change of the defaults and of the marker reaches topic after topic", async () => {
  const program = (args: Partial<RetainedMessageSetArgs>) =>
    set(Object.fromEntries(TOPICS.map((topic) => [topic, "on"])), args);
  await stack.up(program({ defaults: { qos: 0, userProperties: { v: "1" }, contentType: "text/plain" } }));
  await stack.up(program({ defaults: { userProperties: { v: "2" } }, rollout: { percent: 10 } }));
  expect(publishedTopics()).toEqual(["fleet/3", "fleet/9"]);
  const early = await look(stack.endpoint, "fleet/3");
  expect([early?.qos, early?.userProperties[0]]).toEqual([1, { v: "2" }]);
  expect(await stack.properties("fleet/3")).not.toHaveProperty("contentType");
  expect((await look(stack.endpoint, "fleet/5"))?.userProperties[0]).toEqual({ v: "1" });
  await stack.refresh({ expectNoChanges: true });

  await stack.up(program({ defaults: { userProperties: { v: "2" } }, rollout: { percent: 0 } }));
  expect(publishedTopics()).toEqual(["fleet/3", "fleet/9"]);
  expect(await stack.properties("fleet/3")).toMatchObject({ contentType: "text/plain" });
  await stack.up(program({ defaults: { userProperties: { v: "2" } } }));
  expect(stack.count("Publish")).toBe(10);
  expect(await stack.properties("fleet/8")).not.toHaveProperty("contentType");
  await stack.refresh({ expectNoChanges: true });
});

test("the setting says the percentage of sets that name none, and things are chosen by their names and attributes", async () => {
  const things = ["pump-1", "pump-2", "pump-3"].map((thingName) => ({
    thingName,
    attributes: { ring: thingName.slice(-1) },
  }));
  const program = (payload: string) => () =>
    new DeviceDefaults("pumps", {
      things,
      topic: "acme/{thingName}",
      payload,
      rollout: { first: [{ attributes: { ring: "3" } }] },
    });
  await stack.up(program("old"));
  // The share of the name pump-1 is 18.9 percent, and that of its topic is 36.3.
  await stack.configure({ "iot-retained:rollout": "20" });
  const preview = await stack.preview(program("new"));
  expect(preview.stdout).toContain("pumps: rollout 20 %: 2 of 3 to publish, 1 keeps the version of before");
  await stack.up(program("new"));
  expect(await live()).toEqual({ "acme/pump-1": "new", "acme/pump-2": "old", "acme/pump-3": "new" });
  await stack.configure({ "iot-retained:rollout": "0" });
  await stack.up(program("new"));
  expect(await live()).toEqual({ "acme/pump-1": "old", "acme/pump-2": "old", "acme/pump-3": "old" });
});

test("preview says what cannot be put back: files, and what is published over", async () => {
  const files = (text: string) =>
    set({ "fleet/3": new asset.StringAsset(text), "fleet/5": new asset.FileAsset("package.json") });
  await stack.up(files("old"));
  await publishAs(stack.endpoint, "fleet/9", "stranger");
  await publishAs(stack.endpoint, "fleet/8", "stranger");
  const program = (percent: number) =>
    set(
      {
        "fleet/3": new asset.StringAsset("new"),
        "fleet/5": new asset.FileAsset("tsconfig.json"),
        "fleet/8": "mine",
        "fleet/9": "mine",
      },
      { overwrite: true, rollout: { percent, first: ["fleet/5"] } },
    );
  const preview = await stack.preview(program(10));
  expect(preview.stdout).toMatch(/cannot put back 1 message \(fleet\/5\): the state has the hash of a file/);
  expect(preview.stdout).toMatch(
    /cannot put back 2 messages \(fleet\/[89], fleet\/[89]\): what is there now is of another resource/,
  );
  await stack.up(program(10));
  expect((await live())["fleet/8"]).toBe("stranger");
  const back = await stack.preview(program(0));
  expect(back.stdout).toContain("rollout 0 %: 0 of 4 to publish, 1 to put back, 1 keeps what it has, 2 new ones wait");
  await stack.up(program(0));
  const after = await live();
  expect(after["fleet/3"]).toBe("old");
  expect(after["fleet/9"]).toBe("mine");
  // The bytes of the file of before are not known.
  expect(after["fleet/5"]).toContain("compilerOptions");
});

test("somebody else's message on a topic that waits is told, and refused when the rollout reaches it", async () => {
  await stack.up(set({ "fleet/3": "old" }));
  await publishAs(stack.endpoint, "fleet/8", "stranger");
  const program = (percent: number) => set({ "fleet/3": "new", "fleet/8": "mine" }, { rollout: { percent } });
  const preview = await stack.preview(program(10));
  await stack.up(program(10));
  expect(preview.stdout).toMatch(/1 message \(fleet\/8\): somebody else has the topic, and the deployment/);
  await stack.up(program(0));
  expect(await live()).toEqual({ "fleet/3": "old", "fleet/8": "stranger" });
  const failure = await messageOfFailed(stack.up(program(99)));
  expect(failure).toContain("fleet/8: 8 bytes");
  expect(await live()).toEqual({ "fleet/3": "old", "fleet/8": "stranger" });
});

test("secret messages of before stay secret", async () => {
  const secret = (value: string) => pulumi.secret(value);
  await stack.up(set({ "fleet/3": secret("hush-old-3"), "fleet/5": secret("hush-old-5") }));
  const open = set({ "fleet/3": "new", "fleet/5": "new" }, { rollout: { percent: 10 } });
  const preview = await stack.preview(open, { diff: true });
  const up = await stack.up(open);
  expect(preview.stdout + up.stdout + (await stack.state())).not.toMatch(/hush/);
  await publishAs(stack.endpoint, "fleet/5", "stranger");
  const refresh = await stack.refresh();
  const again = await stack.up(open);
  expect(await text(stack.endpoint, "fleet/5")).toBe("hush-old-5");
  expect(refresh.stdout + again.stdout + (await stack.state())).not.toMatch(/hush/);
});

test("a replacement waits for the end of a rollout, and `--replace` leaves no topic empty", async () => {
  await stack.up(fleet("old"));
  await stack.up(fleet("new", { percent: 10 }));
  const failure = await messageOfFailed(
    stack.up(
      () =>
        new RetainedMessageSet("defaults", {
          messages: { "fleet/0": "new" },
          region: "us-east-1",
          rollout: { percent: 10 },
        }),
    ),
  );
  expect(failure).toContain("a rollout is under way");
  const urn = "urn:pulumi:test::iot-retained-test::pulumi-nodejs:dynamic/iot-retained:RetainedMessageSet::defaults";
  await stack.up(fleet("new", { percent: 10 }), { replace: [urn] });
  expect(await live()).toEqual(those([3, 9], "new", "old"));
  await stack.up(fleet("new"));
  expect(await live()).toEqual(those([], "", "new"));
});

test("limits hold for the change, and never for the way back", async () => {
  const messages = (payload: string, extra: object = {}) => ({
    ...Object.fromEntries(TOPICS.map((topic) => [topic, payload])),
    ...extra,
  });
  const limits = { maxChanges: 2, maxClears: 0 };
  await stack.up(set(messages("old")));
  const change = messages("new", { "fleet/3/new": "x", "fleet/9/new": "x", "fleet/0/new": "x" });
  await stack.up(set(change, { ...limits, rollout: { percent: 10 } }));
  const failure = await messageOfFailed(stack.up(set(change, { ...limits, rollout: { percent: 50 } })));
  expect(failure).toContain("this would change 3 of");
  await stack.up(set(change, { rollout: { percent: 99.9 } }));
  await stack.up(set(change, { ...limits, rollout: { percent: 0 } }));
  expect(await live()).toEqual(those([], "", "old"));
});

test("a topic moves into a set whose rollout has not reached it, and is not empty on the way", async () => {
  const two = (moved: boolean, percent: number) => () => {
    new RetainedMessageSet("from", { messages: { "m/0": "old", ...(moved ? {} : { "fleet/8": "old" }) } });
    const messages = { "fleet/3": "old", ...(moved ? { "fleet/8": "new" } : {}) };
    new RetainedMessageSet("to", { messages, rollout: { percent } });
  };
  await stack.up(two(false, 100));
  await stack.up(two(true, 10));
  expect(stack.published("fleet/8")).toEqual([]);
  expect((await live())["fleet/8"]).toBe("old");
  await stack.up(two(true, 100));
  expect(stack.published("fleet/8")).toEqual([3]);
});

test("a topic that moves out of a set in the middle is the other resource's, also on the way back", async () => {
  const two = (moved: boolean, percent: number) => () => {
    const messages = { "fleet/3": "new", "fleet/9": "new", ...(moved ? {} : { "fleet/8": "new" }) };
    new RetainedMessageSet("from", { messages, rollout: { percent } });
    new RetainedMessageSet("to", { messages: { "m/0": "x", ...(moved ? { "fleet/8": "moved" } : {}) } });
  };
  await stack.up(() => {
    const messages = { "fleet/3": "old", "fleet/9": "old", "fleet/8": "old" };
    new RetainedMessageSet("from", { messages, rollout: { percent: 100 } });
    new RetainedMessageSet("to", { messages: { "m/0": "x" } });
  });
  await stack.up(two(false, 10));
  await stack.up(two(true, 10));
  await stack.up(two(true, 0), { refresh: true });
  expect(await live()).toEqual({ "fleet/3": "old", "fleet/8": "moved", "fleet/9": "old", "m/0": "x" });
});

test("arguments of a rollout are examined in preview", async () => {
  const failure = await messageOfFailed(
    stack.preview(fleet("x", { percent: 101, first: ["ok", 7 as unknown as string], percentage: 5 } as object)),
  );
  expect(failure).toContain('`rollout["percent"]`: expected a number from 0 to 100');
  expect(failure).toContain('`rollout["first"][1]`: expected a string');
  expect(failure).toMatch(/`rollout\["percentage"\]`: .*percent/);
});
