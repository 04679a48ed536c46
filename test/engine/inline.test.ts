import { upInline } from "../support/inline";
import { topics } from "../support/look";
import { useStack } from "../support/stack";

// An inline program ends as if all was well where one of its promises rejects. What waited for it must not be deleted.

const stack = useStack();

beforeEach(() => {
  stack.registry = { things: { a: { attributes: { x: "1" } }, b: {} }, groups: { g: { things: ["a"] } } };
});

const ofGroup = `new iot.DeviceDefaults("d", { things: iot.thingsInGroup("g"), topic: "t/{thingName}", payload: "on" });`;
const ofThings = (topic: string) =>
  `new iot.DeviceDefaults("d", { things: pulumi.output(["a", "b"]), topic: ${topic}, payload: "on" });`;
const ofOutput = (payload: string) =>
  `new iot.RetainedMessageSet("d", { messages: { "t/a": { payload: { x: pulumi.output(1).apply(${payload}) } } } });`;

test.each<[string, string, string, string, string[]]>([
  ["things that cannot be had", ofGroup, ofGroup, "Allow iot:ListThingsInThingGroup on thinggroup/g", ["t/a"]],
  [
    "a thing without a topic",
    ofThings('"t/{thingName}"'),
    ofThings('"t/{attributes.x}"'),
    "thing a: topic: needs the attribute `x`, which it lacks",
    ["t/a", "t/b"],
  ],
  [
    "an argument that rejects",
    ofOutput("(x) => x"),
    ofOutput('() => { throw new Error("of mine"); }'),
    "of mine",
    ["t/a"],
  ],
  [
    "a read that fails, and what waits for it",
    `new iot.RetainedMessage("m", { topic: "t/a", payload: pulumi.output("on") });`,
    `new iot.RetainedMessage("m", { topic: "t/a", payload: iot.getRetainedMessage({ topic: "none" }).then(String) });`,
    "getRetainedMessage: there is no retained message on none",
    ["t/a"],
  ],
])("%s: the deployment fails before it deletes anything", async (_, good, bad, reason, live) => {
  expect(await upInline(stack, good)).toMatchObject({ code: 0 });
  expect(await topics(stack.endpoint)).toEqual(live);
  stack.fault = ({ operation }) =>
    operation === "ListThingsInThingGroup" ? { error: "ForbiddenException" } : undefined;
  const { code, output } = await upInline(stack, bad);
  expect(output).toContain(reason);
  expect(code).toBe(1);
  expect(output).not.toContain("deleted");
  expect(await topics(stack.endpoint)).toEqual(live);
});
