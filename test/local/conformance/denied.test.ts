import { denialsBy, type LocalEndpoint, startLocalEndpoint } from "../../../provider/local";
import { http } from "../support/clients";
import { Device, type Version } from "./support/device";
import { localOnly } from "./support/target";
import { localWire } from "./support/wire";

let local: LocalEndpoint;

beforeEach(async () => {
  const deny = denialsBy([
    "iot:Publish:no/**",
    "iot:RetainPublish:passing/**",
    "iot:Subscribe:no/**",
    "iot:GetRetainedMessage:no/**",
    "iot:ListRetainedMessages",
  ]);
  local = await startLocalEndpoint({ deny });
});

afterEach(() => local.close());

const connect = (version: Version) =>
  Device.connect(localWire(local.endpoint, local.mqtt).open(), version, "device", 0, {});

localOnly.each([
  ["POST", "/topics/no/a"],
  ["POST", "/topics/no/a?retain=true"],
  ["POST", "/topics/passing/a?retain=true"],
  ["GET", "/retainedMessage/no%2Fa"],
  ["GET", "/retainedMessage"],
])("a policy that denies an action: %s %s is a ForbiddenException that names nothing", async (method, path) => {
  const { status, headers, text } = await http(local.endpoint, method, path, { body: method === "POST" ? "x" : "" });
  expect([status, headers["x-amzn-errortype"]]).toEqual([403, "ForbiddenException:"]);
  expect(JSON.parse(text).message).toBeNull();
});

localOnly("without iot:RetainPublish, a publish without RETAIN is allowed", async () => {
  expect((await http(local.endpoint, "POST", "/topics/passing/a", { body: "x" })).status).toBe(200);
});

localOnly("a SUBSCRIBE that is denied has 0x87, and others of the packet are granted [MQTT-3.8.4-6]", async () => {
  expect(await (await connect(5)).subscribe("no/a", "yes")).toEqual([0x87, 1]);
});

localOnly("version 3.1.1 has 0x80 for a SUBSCRIBE that is denied [MQTT 3.1.1, MQTT-3.9.3-2]", async () => {
  expect(await (await connect(4)).subscribe("no/a", "yes")).toEqual([0x80, 1]);
});

localOnly("a PUBLISH of QoS 1 that is denied has PUBACK 0x87", async () => {
  const device = await connect(5);
  expect([await device.publish("no/a", "x"), await device.publish("passing/a", "x", { retain: true })]).toEqual([
    0x87, 0x87,
  ]);
});

localOnly("a PUBLISH of QoS 0 that is denied ends the connection with 0x87", async () => {
  const device = await connect(5);
  await device.publish("no/a", "x", { qos: 0 });
  expect((await device.answer("disconnect")).reasonCode).toBe(0x87);
  await device.closed();
});

localOnly("version 3.1.1: a PUBLISH that is denied ends the connection [MQTT 3.1.1, MQTT-3.3.5-2]", async () => {
  const device = await connect(4);
  await device.publish("no/a", "x", { waits: false });
  await device.closed();
});
