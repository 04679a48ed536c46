import type * as pulumi from "@pulumi/pulumi";
import { expectTypeOf } from "expect-type";
import {
  convergence,
  convergenceOutput,
  DeviceDefaults,
  type DeviceDefaultsArgs,
  deployerPolicy,
  getRetainedMessage,
  getRetainedMessageOutput,
  listRetainedMessages,
  loadMessages,
  type MappedMessage,
  type Payload,
  Provider,
  Publication,
  type PublicationArgs,
  RetainedMessage,
  type RetainedMessageArgs,
  RetainedMessageSet,
  type SetMessage,
  subscriberPolicy,
  thingsInGroup,
} from "pulumi-iot-retained";
import { startLocalEndpoint } from "pulumi-iot-retained/local";

// What must not compile. Types are compared where that can be; a misspelt name is an error of a literal alone.

const topic = "site/a";
const things = ["a"];
const messages = { "site/a": "on" };

expectTypeOf<Date>().not.toExtend<Payload>();
expectTypeOf<Map<string, string>>().not.toExtend<Payload>();
expectTypeOf<Set<string>>().not.toExtend<Payload>();
expectTypeOf<() => string>().not.toExtend<Payload>();
expectTypeOf<typeof RetainedMessage>().not.toExtend<Payload>();
expectTypeOf<RetainedMessage>().not.toExtend<Payload>();
expectTypeOf<symbol>().not.toExtend<Payload>();
expectTypeOf<bigint>().not.toExtend<Payload>();
expectTypeOf<null>().not.toExtend<Payload>();
expectTypeOf<undefined>().not.toExtend<Payload>();
expectTypeOf<unknown>().not.toExtend<Payload>();
expectTypeOf<Buffer>().not.toExtend<Payload>();
expectTypeOf<Uint8Array>().not.toExtend<Payload>();
expectTypeOf<pulumi.asset.AssetArchive>().not.toExtend<Payload>();
expectTypeOf<pulumi.asset.RemoteArchive>().not.toExtend<Payload>();
expectTypeOf<pulumi.asset.RemoteAsset>().not.toExtend<Payload>();
expectTypeOf<pulumi.Output<Date>>().not.toExtend<Payload>();
expectTypeOf<pulumi.Output<Map<string, string>>>().not.toExtend<Payload>();
expectTypeOf<Promise<Set<string>>>().not.toExtend<Payload>();

interface Both {
  payload: string;
  payloadBase64: string;
}
expectTypeOf<{ topic: string }>().not.toExtend<RetainedMessageArgs>();
expectTypeOf<{ topic: string; payload: undefined }>().not.toExtend<RetainedMessageArgs>();
expectTypeOf<{ topic: string } & Both>().not.toExtend<RetainedMessageArgs>();
expectTypeOf<{ topic: string } & Both>().not.toExtend<PublicationArgs>();
expectTypeOf<{ things: string[]; topic: string }>().not.toExtend<DeviceDefaultsArgs>();
expectTypeOf<{ things: string[]; topic: string } & Both>().not.toExtend<DeviceDefaultsArgs>();
expectTypeOf<{ things: string[]; topic: string; payload: () => Date }>().not.toExtend<DeviceDefaultsArgs>();
expectTypeOf<Both>().not.toExtend<SetMessage>();
expectTypeOf<Record<never, never>>().not.toExtend<SetMessage>();
expectTypeOf<{ qos: 1 }>().not.toExtend<SetMessage>();
expectTypeOf<{ reportIntervalSeconds: number }>().not.toExtend<SetMessage>();
expectTypeOf<{ payload: Date }>().not.toExtend<SetMessage>();
expectTypeOf<Date>().not.toExtend<SetMessage>();
expectTypeOf<number>().not.toExtend<SetMessage>();
expectTypeOf<pulumi.asset.AssetArchive>().not.toExtend<SetMessage>();
expectTypeOf<pulumi.asset.RemoteAsset>().not.toExtend<SetMessage>();
expectTypeOf<string>().not.toExtend<MappedMessage>();

// @ts-expect-error
new RetainedMessage("message", { topic, payload: "on", qoss: 1 });
// @ts-expect-error
new RetainedMessage("message", { topic, payload: "on", qos: 2 });
// @ts-expect-error
new RetainedMessage("message", { topic, payload: "on", onExpiry: "never" });
// @ts-expect-error
new RetainedMessage("message", { topic, payload: "on", userProperties: { step: 1 } });
// @ts-expect-error
new RetainedMessage("message", { topic, payload: "on", userProperties: [["step"]] });
// @ts-expect-error
new RetainedMessage("message", { topic, payload: "on", schema: "string" });
// @ts-expect-error
RetainedMessage.get("message", topic, { regoin: "eu-west-1" });
// @ts-expect-error
new RetainedMessageSet("set", { messages: { "site/a": { payload: "on", qoss: 1 } } });
// @ts-expect-error
new RetainedMessageSet("set", { messages: { "site/a": { payload: "on", topic } } });
// @ts-expect-error
new RetainedMessageSet("set", { messages, defaults: { qoss: 1 } });
// @ts-expect-error
new RetainedMessageSet("set", { messages, defaults: { payload: "on" } });
// @ts-expect-error
new RetainedMessageSet("set", { messages, rollout: { procent: 1 } });
// @ts-expect-error
new RetainedMessageSet("set", { messages, exlusive: ["site"] });
// @ts-expect-error
new Publication("signal", { topic, trigers: [] });
// @ts-expect-error
new Publication("signal", { topic, onExpiry: "expect" });
// @ts-expect-error
new DeviceDefaults("devices", { things: [{ thingNam: "a" }], topic, payload: "on" });
// @ts-expect-error
new DeviceDefaults("devices", { things: [{ thingName: "a", attribute: {} }], topic, payload: "on" });
// @ts-expect-error
new DeviceDefaults("devices", { things, topic, payload: "on", rollout: { first: [{ attribute: {} }] } });
// @ts-expect-error
new DeviceDefaults("devices", { things, topic, payload: "on", qoss: 1 });
// @ts-expect-error
new Provider("provider", { regoin: "eu-west-1" });
// @ts-expect-error
new Provider("provider", { assumeRole: { roleArn: "arn", sessionNam: "a" } });
// @ts-expect-error
getRetainedMessage({ topic, regoin: "eu-west-1" });
// @ts-expect-error
getRetainedMessageOutput({ topic, regoin: "eu-west-1" });
// @ts-expect-error
convergenceOutput({ topics: [1], applied: "{topic}/applied" });
// @ts-expect-error
listRetainedMessages({ prefx: "site" });
// @ts-expect-error
convergence({ topics: [topic], applied: "{topic}/applied", version: {} });
// @ts-expect-error
thingsInGroup("all", { recursiv: true });
// @ts-expect-error
loadMessages("folder", { prefx: "site" });
// @ts-expect-error
loadMessages("folder", { map: () => ({ qoss: 1 }) });
// @ts-expect-error
deployerPolicy({ region: "eu-west-1", accountId: "1", topics: [topic], thingGroup: [] });
// @ts-expect-error
subscriberPolicy({ region: "eu-west-1", accountId: "1", topics: [topic], clientId: [] });
// @ts-expect-error
startLocalEndpoint({ prot: 1 });
// @ts-expect-error
startLocalEndpoint({ registry: { thing: {} } });
// @ts-expect-error
startLocalEndpoint({ fault: () => ({ error: "Nonsense" }) });
