import * as pulumi from "@pulumi/pulumi";
import {
  DeviceDefaults,
  type DeviceDefaultsArgs,
  type DeviceDefaultsProperties,
  type Thing,
  thingsInGroup,
  type WithPayloadOfThings,
} from "../../provider";

/** What the set was given. */
const sets: Record<string, Record<string, unknown>> = {};

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ inputs, name, type }) => {
      if (type.endsWith("RetainedMessageSet")) sets[name] = inputs;
      return { id: name, state: inputs };
    },
    call: ({ token, inputs }) => ({ things: [{ thingName: token, attributes: { group: inputs.group } }] }),
  }),
);

function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

let count = 0;

async function messagesOf(args: DeviceDefaultsArgs): Promise<unknown> {
  const name = `defaults-${count++}`;
  const { set } = new DeviceDefaults(name, args);
  await value(set.urn);
  return sets[name]?.["messages"];
}

const pumps: Thing[] = [
  { thingName: "pump-1", attributes: { site: "lyon", line: "1" } },
  { thingName: "pump-2", attributes: { site: "gdansk", line: "2" } },
];

test("each thing has a message, by its name and attributes", async () => {
  const topic = "acme/{attributes.site}/{thingName}/config";
  const payload = ({ thingName, attributes }: Thing) => ({ id: thingName, line: Number(attributes["line"]) });
  expect(await messagesOf({ things: pumps, topic, payload })).toEqual({
    "acme/lyon/pump-1/config": '{"id":"pump-1","line":1}',
    "acme/gdansk/pump-2/config": '{"id":"pump-2","line":2}',
  });
  const defaults = new DeviceDefaults("topics", { things: pumps, topic, payload });
  expect(await value(defaults.topics)).toEqual({
    "pump-1": "acme/lyon/pump-1/config",
    "pump-2": "acme/gdansk/pump-2/config",
  });
});

test("names, functions, values, base64 and arguments of messages and of the set", async () => {
  expect(
    await messagesOf({ things: ["a", "b"], topic: ({ thingName }) => `t/${thingName}`, payload: "on", qos: 0 }),
  ).toEqual({
    "t/a": "on",
    "t/b": "on",
  });
  const args = { things: ["a"], topic: "{thingName}", payloadBase64: () => "AA==", exclusive: ["a"], allowEmpty: true };
  expect(await messagesOf({ ...args, contentType: "x/y" })).toEqual({ a: { payloadBase64: "AA==" } });
  expect(sets[`defaults-${count - 1}`]).toMatchObject({
    defaults: { contentType: "x/y" },
    exclusive: ["a"],
    allowEmpty: true,
  });
});

test("outputs, and things of a group", async () => {
  const things = [pulumi.output("a"), { thingName: pulumi.output("b"), attributes: pulumi.output({ x: "1" }) }];
  const payload = ({ attributes }: Thing) => ({ x: attributes["x"] ?? null });
  expect(await messagesOf({ things, topic: "{thingName}", payload })).toEqual({ a: '{"x":null}', b: '{"x":"1"}' });
  expect(await messagesOf({ things: thingsInGroup("pumps"), topic: "{thingName}", payload: (thing) => thing })).toEqual(
    {
      "iot-retained:index:thingsInGroup":
        '{"attributes":{"group":"pumps"},"thingName":"iot-retained:index:thingsInGroup"}',
    },
  );
});

test("a thing that is given twice counts once", async () => {
  const things = ["a", "a", { thingName: "b" }, { thingName: "b", attributes: {} }];
  expect(await messagesOf({ things, topic: "{thingName}", payload: "on" })).toEqual({ a: "on", b: "on" });
});

test.each<[string, Partial<DeviceDefaultsProperties & WithPayloadOfThings>, string[]]>([
  [
    "attributes that are missing, all of them",
    { topic: "{attributes.site}/{attributes.zone}" },
    [
      "thing pump-1: topic: needs the attribute `zone`, which it lacks",
      "thing pump-2: topic: needs the attribute `zone`, which it lacks",
    ],
  ],
  ["one topic for two things", { topic: "acme/config" }, ["thing pump-2: topic: is that of pump-1 as well"]],
  [
    "one name with two sets of attributes",
    { things: ["pump-1", { thingName: "pump-1", attributes: { line: "1" } }] },
    ["thing pump-1: is given twice, with other attributes"],
  ],
  [
    "what is no placeholder",
    { things: ["pump-1"], topic: "acme/{name}" },
    ["thing pump-1: topic: expected {thingName} or {attributes.x}, got {name}"],
  ],
  [
    "a function that throws",
    {
      things: ["pump-1"],
      payload: () => {
        throw new RangeError("line: out of range");
      },
    },
    ["thing pump-1: payload: line: out of range"],
  ],
  [
    "a function without a result",
    { things: ["pump-1"], topic: (() => undefined) as never },
    ["thing pump-1: topic: expected a template, or a function that returns the topic as a string"],
  ],
  [
    "what only looks like an attribute",
    { things: ["pump-1"], topic: "{attributes.constructor}" },
    ["thing pump-1: topic: needs the attribute `constructor`, which it lacks"],
  ],
  [
    "no topic",
    { things: ["pump-1"], topic: undefined as never },
    ["thing pump-1: topic: expected a template, or a function that returns the topic as a string"],
  ],
  [
    "a thing whose name no key of an output can be",
    { things: ["__proto__", "pump-1", "4dabf18193072939515e22adb298388d"] },
    [
      "things[0]: is a key that no object can have in Pulumi: choose another",
      "things[2]: is a key that no object can have in Pulumi: choose another",
    ],
  ],
  [
    "what is no thing",
    { things: [1, { thingName: "a", attributes: { line: 1 } }] as never },
    [
      "things[0]: expected a name, or a thingName and attributes that are strings",
      "things[1]: expected a name, or a thingName and attributes that are strings",
    ],
  ],
])("refuses %s", (_, args, faults) => {
  const make = () => new DeviceDefaults("pumps", { things: pumps, topic: "{thingName}", payload: "on", ...args });
  expect(make).toThrow(new Error(["pumps:", ...faults].join("\n  ")));
});
