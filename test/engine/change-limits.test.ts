import { RetainedMessage, RetainedMessageSet, type RetainedMessageSetArgs } from "../../provider";
import { messageOfFailed } from "../support/failure";
import { publishAs, text, topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

const many = (from: number, to: number, payload: string) =>
  Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`a/${String(from + i).padStart(2, "0")}`, payload]));
const set =
  (messages: Record<string, string>, limits: Partial<RetainedMessageSetArgs> = {}) =>
  () =>
    new RetainedMessageSet("set", { messages, ...limits });

/** The same refusal of preview and `up`, after which nothing was published or cleared. */
async function refused(program: () => unknown): Promise<string> {
  const before = await topics(stack.endpoint);
  const previewed = await messageOfFailed(stack.preview(program));
  const failure = await messageOfFailed(stack.up(program));
  expect(stack.count("Publish")).toBe(0);
  expect(await topics(stack.endpoint)).toEqual(before);
  const [reason = "nothing was refused"] = /this would .*/.exec(failure) ?? [];
  expect(previewed).toContain(reason);
  return reason;
}

test("a number of clears: preview and `up` fail before anything is done, and say how to go on", async () => {
  await stack.up(set(many(0, 10, "on")));
  const smaller = { ...many(2, 10, "on"), "b/new": "on" };
  const reason = await refused(set(smaller, { maxClears: 1 }));
  expect(reason).toMatch(/this would clear 2 of the 10 messages of the set, and `maxClears` allows 1\./);
  expect(reason).toContain("set `maxClears: 2` for this deployment");
  await stack.up(set(smaller, { maxClears: 2 }));
  expect(await topics(stack.endpoint)).toEqual([...Object.keys(many(2, 10, "on")), "b/new"]);
});

test("a percentage of changes; new messages do not count", async () => {
  await stack.up(set(many(0, 10, "on")));
  const changed = { ...many(0, 10, "on"), ...many(0, 3, "off") };
  expect(await refused(set(changed, { maxChanges: "25%" }))).toContain("change 3 of the 10 messages of the set");
  await stack.up(set({ ...changed, ...many(10, 20, "new") }, { maxChanges: "30%" }));
  expect(await text(stack.endpoint, "a/00")).toBe("off");
});

test("a percentage as a setting holds for each set, and the configuration of one `up` allows more", async () => {
  await stack.configure({ "iot-retained:maxClears": "10%" });
  await stack.up(set(many(0, 10, "on")));
  const reason = await refused(set(many(2, 10, "on")));
  expect(reason).toContain("`iot-retained:maxClears` allows 10%");
  expect(reason).toContain("pulumi up --config iot-retained:maxClears=20%");
  await stack.configure({ "iot-retained:maxClears": "20%" });
  await stack.up(set(many(2, 10, "on")));
  expect(await topics(stack.endpoint)).toHaveLength(8);
});

test("a number as a setting holds for all resources together", async () => {
  await stack.configure({ "iot-retained:maxChanges": "2" });
  const program = (payload: string, count: number) => () => {
    for (let i = 0; i < 4; i++) {
      new RetainedMessage(`m${i}`, { topic: `m/${i}`, payload: i < count ? payload : "on" });
    }
  };
  await stack.up(program("on", 4));
  await stack.preview(program("off", 2));
  const failure = await messageOfFailed(stack.preview(program("off", 3)));
  expect(failure).toMatch(/this would change 3 messages of the stack, or more, and `iot-retained:maxChanges` allows 2/);
});

test("a replacement of the set counts as a clear of all its messages", async () => {
  await stack.up(set(many(0, 4, "on")));
  const reason = await refused(set(many(0, 4, "on"), { region: "eu-west-2", maxClears: 3 }));
  expect(reason).toContain("clear 4 of the 4 messages of the set");
});

test("a limit that is none is an error, and a changed limit is no change", async () => {
  const failure = await messageOfFailed(stack.preview(set(many(0, 4, "on"), { maxClears: "many" })));
  expect(failure).toMatch(/`maxClears`: expected a whole number from 0 on, or a percentage such as 5%/);
  await stack.up(set(many(0, 4, "on"), { maxClears: 1 }));
  expect((await stack.up(set(many(0, 4, "on"), { maxClears: 2 }))).changes).toEqual({ same: 1 });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("refresh reports drift of any size", async () => {
  await stack.up(set(many(0, 4, "on"), { maxChanges: 0, maxClears: 0 }));
  await Promise.all(Object.keys(many(0, 4, "on")).map((topic) => publishAs(stack.endpoint, topic, "drifted")));
  await stack.refresh();
  expect(await refused(set(many(0, 4, "on"), { maxChanges: 0, maxClears: 0 }))).toContain("change 4 of the 4");
});
