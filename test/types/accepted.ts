import * as pulumi from "@pulumi/pulumi";
import type {
  DeviceDefaultsArgs,
  OnePayload,
  Payload,
  PublicationArgs,
  RetainedMessageArgs,
  RetainedMessageProperties,
  RetainedMessageSetArgs,
  SetMessage,
  SetMessageArgs,
  Thing,
  WithPayload,
} from "pulumi-iot-retained";
import {
  convergence,
  convergenceOutput,
  DeviceDefaults,
  getRetainedMessage,
  getRetainedMessageOutput,
  listRetainedMessagesOutput,
  loadMessages,
  Provider,
  Publication,
  RetainedMessage,
  RetainedMessageSet,
  thingsInGroup,
} from "pulumi-iot-retained";

// What programs may write. It is compiled by the compilers and with the settings that users have, and never
// runs. The oldest of them knows no `type` inside of an import.

interface Settings {
  interval: number;
  units?: string;
  nested: { on: boolean; list: string[] };
}

declare const settings: Settings;
declare const record: Record<string, unknown>;
declare const object: object;
declare const message: RetainedMessage;
declare const config: pulumi.Config;
declare const stack: pulumi.StackReference;
declare const flag: boolean;

const topic = "site/a";

export const payloads: Payload[] = [
  "text",
  1,
  true,
  {},
  [],
  settings,
  [settings],
  record,
  object,
  JSON.parse("{}"),
  { a: pulumi.output(1), b: [pulumi.output(settings)], c: Promise.resolve(1), d: undefined, e: null },
  { list: [1, 2] } as const,
  [1, [2, 3]] as readonly unknown[],
  // Keys by which other objects are told from JSON.
  { apply: true, assets: ["a"], uri: "a", path: "b", text: "c", get: 1, getProvider: {} },
  { apply: pulumi.output(true), assets: pulumi.output(["a"]), uri: pulumi.output("a") },
  pulumi.output(settings),
  pulumi.secret({ a: 1 }),
  pulumi.interpolate`text ${1}`,
  pulumi.all([message.payloadSize]).apply(([size]) => ({ size })),
  Promise.resolve(settings),
  message.payload,
  stack.getOutput("anything"),
  getRetainedMessage({ topic }).then(({ payload }) => payload),
  config.requireSecret("text"),
  config.requireObject<Settings>("settings"),
  config.requireSecretObject<Settings>("settings"),
  new pulumi.asset.FileAsset("file"),
  new pulumi.asset.StringAsset("text"),
  pulumi.output(new pulumi.asset.FileAsset("file")),
  flag ? settings : "text",
];

payloads.map((payload) => new RetainedMessage("message", { topic, payload }));
new RetainedMessage("message", { topic: pulumi.output(topic), payloadBase64: pulumi.output("b24=") });
new RetainedMessage("message", { topic, payload: "on", payloadBase64: undefined, schema: { type: "string" } });
new RetainedMessage("message", { topic, payload: "on", ...(flag ? { qos: 0 as const } : {}) });
new RetainedMessage("message", { topic, payload: "on", ...(flag && { contentType: "text/plain" }) });
new RetainedMessage("message", { topic, ...(flag ? { payload: "on" } : { payloadBase64: "b24=" }) });
new RetainedMessage("message", { topic, payload: "on", userProperties: { model: pulumi.output("m200") } });
new RetainedMessage("message", {
  topic,
  payload: "on",
  userProperties: [["a", "b"], { c: "d" }, { keyBase64: "", valueBase64: "" }, pulumi.output({ e: "f" })],
});

// Functions and types of a program's own that are made of ours.
export const generic = <T extends object>(payload: T) => new RetainedMessage("message", { topic, payload });
export const whole = (args: RetainedMessageArgs) => new RetainedMessage("message", args);
export const changed = (args: RetainedMessageArgs) => new RetainedMessage("message", { ...args, qos: 0 });
export const without = (args: Omit<RetainedMessageProperties, "topic"> & OnePayload) => whole({ ...args, topic });
export const laidOver = (args: Partial<RetainedMessageProperties & WithPayload>) =>
  whole({ topic, payload: "default", ...args });
export const picked = (args: Pick<RetainedMessageArgs, "qos" | "contentType">) =>
  whole({ topic, payload: "default", ...args });
interface SiteArgs extends RetainedMessageProperties {
  payload: Settings;
  site: string;
}
export const ofSite = ({ site, ...args }: SiteArgs) => new RetainedMessage(site, args);

new RetainedMessageSet("set", { messages: loadMessages("folder"), rollout: { percent: 1, first: ["site/a"] } });
new RetainedMessageSet("set", {
  messages: {
    ...loadMessages("folder", {
      map: (path, loaded) => ({ ...loaded, topic: `dev/${path}`, payload: config.getSecret("a") }),
    }),
    "site/b": "text",
    "site/c": { payload: settings, qos: 0 },
    "site/d": pulumi.output({ payload: "on" }),
    "site/e": new pulumi.asset.FileAsset("file"),
    "site/f": flag ? "text" : { payload: 1 },
  },
  defaults: { contentType: "text/plain" },
});
loadMessages("folder", { map: (_, loaded) => (flag ? { ...loaded, qos: 0 } : undefined) });
loadMessages("folder", { map: (path, { payload }) => ({ topic: path, payload }) });
new RetainedMessageSet("set", {
  messages: Object.assign(
    {},
    ...["a", "b"].map((name): Record<string, SetMessageArgs> => ({ [name]: { payload: name } })),
  ),
});
new RetainedMessageSet("set", { messages: pulumi.output({ "site/a": { payload: { a: 1 } }, "site/b": "text" }) });
const messages: Record<string, SetMessage> = {};
messages["site/a"] = { payload: settings };
messages["site/b"] = "text";
new RetainedMessageSet("set", { messages, exclusive: ["site"] as const });
export const set = (args: RetainedMessageSetArgs) => new RetainedMessageSet("set", { ...args, verify: false });

new DeviceDefaults("devices", {
  things: ["a", { thingName: pulumi.output("b"), attributes: { line: "1" } }],
  topic: "{thingName}",
  payload: ({ thingName, attributes }) => ({ id: thingName, line: attributes["line"] }),
  rollout: { first: ["site/a", { attributes: { ring: "canary" } }] },
});
new DeviceDefaults("devices", { things: thingsInGroup("all"), topic: ({ thingName }) => thingName, payload: settings });
new DeviceDefaults("devices", { things: [], topic, payload: (thing: Thing) => thing });
new DeviceDefaults("devices", { things: [], topic, payloadBase64: ({ thingName }) => thingName });
export const devices = (args: DeviceDefaultsArgs) => new DeviceDefaults("devices", args);

new Publication("signal", { topic, triggers: [message.payloadSize] });
new Publication("signal", { topic, payload: settings });
new Publication("signal", { topic, payloadBase64: "b24=" });
export const signal = (args: PublicationArgs) => new Publication("signal", args);
new Provider("provider", { region: "eu-west-1", maxClears: "5%", assumeRole: { roleArn: "arn" } });

getRetainedMessageOutput({ topic: pulumi.output(topic) });
listRetainedMessagesOutput();
convergenceOutput({
  topics: [topic, message.topic],
  applied: "{topic}/applied",
  versions: { "site/a": pulumi.output("2cf24dba5fb0a30e") },
  readOlder: pulumi.output(true),
});
convergenceOutput(pulumi.output({ topics: [topic], applied: "{topic}/applied" }));
convergence({ topics: ["site/a"] as const, applied: "{topic}/applied" });
