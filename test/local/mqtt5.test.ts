import type { IConnackPacket, IDisconnectPacket, IPublishPacket, Packet, UserProperties } from "mqtt-packet";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { connectedRaw, connectMqtt, connectRaw, http, type RawClient, type TestClient } from "./support/clients";

let local: LocalEndpoint;
let now: number;
let open: (() => void)[];

beforeEach(async () => {
  now = 1_700_000_000_000;
  open = [];
  local = await startLocalEndpoint({ now: () => now });
});

afterEach(async () => {
  for (const close of open) close();
  await local.close();
});

async function connect(clientId: string, options = {}): Promise<TestClient> {
  const client = await connectMqtt(local.mqtt, { protocolVersion: 5, clientId, ...options });
  open.push(() => client.client.end(true));
  return client;
}

async function raw(clientId: string): Promise<RawClient> {
  const client = await connectedRaw(local.mqtt, 5, clientId);
  open.push(() => client.socket.destroy());
  return client;
}

async function next<C extends Packet["cmd"]>({ packets }: RawClient, cmd: C): Promise<Extract<Packet, { cmd: C }>> {
  const packet = await packets.next(cmd);
  if (packet.cmd !== cmd) throw new Error(`expected ${cmd}, got ${packet.cmd}`);
  return packet as Extract<Packet, { cmd: C }>;
}

/** User properties as objects with one key each. The codec accepts such a list, although its types do not say so. */
function ordered(...pairs: [string, string][]): UserProperties {
  return pairs.map(([key, value]) => ({ [key]: value })) as unknown as UserProperties;
}

const mixed: [string, string][] = [
  ["b", "1"],
  ["2", "x"],
  ["a", ""],
  ["b", "2"],
  ["a", "3"],
  ["1", "y"],
];
const mixedWire = JSON.stringify(mixed.map(([key, value]) => ({ [key]: value })));

async function userPropertiesByHttp(topic: string): Promise<string> {
  const { text } = await http(local.endpoint, "GET", `/retainedMessage/${topic}`);
  return Buffer.from(JSON.parse(text).userProperties, "base64").toString();
}

/** The bytes of user properties in a PUBLISH. */
function bytesOf(pairs: [string, string][]): Buffer {
  const sized = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
  return Buffer.concat(pairs.flatMap(([key, value]) => [Buffer.from([0x26]), sized(key), sized(value)]));
}

test("CONNACK tells what AWS can and cannot do", async () => {
  const client = connectRaw(local.mqtt, 5);
  open.push(() => client.socket.destroy());
  client.send({ cmd: "connect", clientId: "", protocolId: "MQTT", protocolVersion: 5, clean: true, keepalive: 0 });
  const { sessionPresent, properties = {} }: IConnackPacket = await next(client, "connack");
  const { assignedClientIdentifier, ...rest } = properties;
  expect(sessionPresent).toBe(false);
  expect(assignedClientIdentifier).toMatch(/./);
  expect(rest).toEqual({
    sessionExpiryInterval: 0,
    receiveMaximum: 100,
    maximumQoS: 1,
    retainAvailable: true,
    maximumPacketSize: 149_509,
    topicAliasMaximum: 8,
    wildcardSubscriptionAvailable: true,
    subscriptionIdentifiersAvailable: false,
    sharedSubscriptionAvailable: true,
    serverKeepAlive: 1_200,
  });
});

test("all properties of an HTTP publish reach a subscriber, live and by replay, with what is left of the expiry", async () => {
  const device = await connect("device");
  await device.client.subscribeAsync("live/+");
  const query = "retain=true&contentType=text%2Fplain&responseTopic=answers&messageExpiry=60";
  await http(local.endpoint, "POST", `/topics/live/t?${query}`, {
    body: "x",
    headers: {
      "x-amz-mqtt5-payload-format-indicator": "UTF8_DATA",
      "x-amz-mqtt5-correlation-data": Buffer.from([1, 2]).toString("base64"),
      "x-amz-mqtt5-user-properties": Buffer.from('[{"a":"1"},{"a":"2"},{"b":"3"}]').toString("base64"),
    },
  });
  const properties = {
    contentType: "text/plain",
    responseTopic: "answers",
    payloadFormatIndicator: true,
    correlationData: Buffer.from([1, 2]),
    userProperties: { a: ["1", "2"], b: "3" },
  };
  const live = (await device.inbox.next()).packet;
  expect(live.properties).toEqual({ ...properties, messageExpiryInterval: 60 });
  now += 1_001;
  await device.client.subscribeAsync("live/t");
  const replayed = (await device.inbox.next()).packet;
  expect(replayed.properties).toEqual({ ...properties, messageExpiryInterval: 58 });
  expect([live.retain, replayed.retain]).toEqual([false, true]);
});

test("the last second of an expiry is sent as 0", async () => {
  await http(local.endpoint, "POST", "/topics/t?retain=true&messageExpiry=2", { body: "x" });
  now += 1_001;
  const device = await connect("device");
  await device.client.subscribeAsync("t");
  expect((await device.inbox.next()).packet.properties?.messageExpiryInterval).toBe(0);
});

test("a device's properties are kept: user properties in order, keys repeated and apart", async () => {
  const device = await raw("device");
  const properties = { contentType: "text/plain", userProperties: ordered(...mixed) };
  const publish: IPublishPacket = { cmd: "publish", topic: "t", payload: "x", qos: 1, dup: false, retain: true };
  device.send({ ...publish, messageId: 7, properties });
  expect(await next(device, "puback")).toMatchObject({ messageId: 7, reasonCode: 0 });
  expect(await userPropertiesByHttp("t")).toBe(mixedWire);
});

test("a subscriber gets user properties in order", async () => {
  const device = await raw("device");
  const chunks: Buffer[] = [];
  device.socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const headers = { "x-amz-mqtt5-user-properties": Buffer.from(mixedWire).toString("base64") };
  await http(local.endpoint, "POST", "/topics/t?retain=true", { body: "x", headers });
  device.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 0 }] });
  await next(device, "suback");
  await next(device, "publish");
  expect(Buffer.concat(chunks).includes(bytesOf(mixed))).toBe(true);
});

test("a Will's properties are kept, in order", async () => {
  const device = connectRaw(local.mqtt, 5);
  const will = { topic: "t", payload: Buffer.from("lost"), qos: 0 as const, retain: true };
  device.send({
    cmd: "connect",
    clientId: "device",
    protocolId: "MQTT",
    protocolVersion: 5,
    clean: true,
    properties: { userProperties: { not: "these" } },
    will: { ...will, properties: { willDelayInterval: 0, userProperties: ordered(...mixed) } },
  });
  await next(device, "connack");
  const watcher = await connect("watcher");
  await watcher.client.subscribeAsync("t");
  device.socket.destroy();
  expect((await watcher.inbox.next()).text).toBe("lost");
  expect(await userPropertiesByHttp("t")).toBe(mixedWire);
});

describe("subscription options", () => {
  beforeEach(() => http(local.endpoint, "POST", "/topics/t?retain=true", { body: "kept" }));

  test.each([
    [0, ["kept", "kept", "end"]],
    [1, ["kept", "end"]],
    [2, ["end"]],
  ] as const)("retain handling %d", async (rh, expected) => {
    const { client, texts } = await connect("device");
    await client.subscribeAsync("t", { qos: 0, rh });
    await client.subscribeAsync("t", { qos: 0, rh });
    await client.publishAsync("t", "end");
    expect(await texts(expected.length)).toEqual(expected);
  });

  test("no local", async () => {
    const { client, texts } = await connect("device");
    await client.subscribeAsync("+", { qos: 0, nl: true });
    await client.publishAsync("t", "own");
    await http(local.endpoint, "POST", "/topics/t", { body: "other's" });
    expect(await texts(1)).toEqual(["other's"]);
  });

  test("retain as published", async () => {
    const { client, inbox } = await connect("device");
    await client.subscribeAsync("+", { qos: 0, rap: true });
    await client.publishAsync("t", "x", { retain: true });
    await client.publishAsync("t", "y");
    expect([(await inbox.next()).packet.retain, (await inbox.next()).packet.retain]).toEqual([true, false]);
  });
});

test("topic aliases stand for the topic they were given with", async () => {
  const watcher = await connect("watcher");
  await watcher.client.subscribeAsync("#");
  const device = await raw("device");
  const send = (topic: string, topicAlias: number, payload: string) =>
    device.send({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false, properties: { topicAlias } });
  send("a", 8, "1");
  send("", 8, "2");
  send("b", 8, "3");
  send("", 8, "4");
  const got = [];
  while (got.length < 4) got.push(await watcher.inbox.next());
  expect(got.map(({ topic, text }) => topic + text)).toEqual(["a1", "a2", "b3", "b4"]);
});

test("what is larger than the client takes is not sent, and does not block what follows", async () => {
  const device = await connect("device", { properties: { maximumPacketSize: 512, receiveMaximum: 1 } });
  await device.client.subscribeAsync("t", { qos: 1 });
  for (const body of ["x".repeat(600), "x".repeat(600), "small"]) {
    await http(local.endpoint, "POST", "/topics/t?qos=1", { body });
  }
  expect(await device.texts(1)).toEqual(["small"]);
});

test("no more than receiveMaximum deliveries wait for their PUBACK; one that expires meanwhile is not sent", async () => {
  const device = connectRaw(local.mqtt, 5);
  open.push(() => device.socket.destroy());
  device.send({
    cmd: "connect",
    clientId: "device",
    protocolId: "MQTT",
    protocolVersion: 5,
    clean: true,
    properties: { receiveMaximum: 2 },
  });
  await next(device, "connack");
  device.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 1 }] });
  await next(device, "suback");
  for (const [body, query] of [
    ["1", ""],
    ["2", ""],
    ["short", "&messageExpiry=5"],
    ["4", ""],
  ] as const) {
    await http(local.endpoint, "POST", `/topics/t?qos=1${query}`, { body });
  }
  const first = await next(device, "publish");
  await next(device, "publish");
  device.send({ cmd: "pingreq" });
  await next(device, "pingresp");
  now += 5_000;
  device.send({ cmd: "puback", messageId: first.messageId ?? 0, reasonCode: 0 });
  const third = await next(device, "publish");
  expect(third.payload.toString()).toBe("4");
});

describe("SUBACK and UNSUBACK", () => {
  async function subscribe(device: RawClient, topics: string[]): Promise<unknown> {
    device.send({ cmd: "subscribe", messageId: 1, subscriptions: topics.map((topic) => ({ topic, qos: 1 })) });
    return (await next(device, "suback")).granted;
  }

  test("an invalid filter is refused, others in the packet are not", async () => {
    expect(await subscribe(await raw("device"), ["a/#/b", "ok", "$share/g"])).toEqual([0x8f, 1, 0x8f]);
  });

  test("more than 8 filters in one packet are all refused", async () => {
    const topics = Array.from({ length: 9 }, (_, i) => `t/${i}`);
    const device = await raw("device");
    expect(await subscribe(device, topics)).toEqual(Array(9).fill(0x97));
    expect(await subscribe(device, topics.slice(1))).toEqual(Array(8).fill(1));
  });

  test("the 51st subscription of a connection is refused, one that is repeated is not", async () => {
    const device = await raw("device");
    for (let i = 0; i < 50; i++) expect(await subscribe(device, [`t/${i}`])).toEqual([1]);
    expect(await subscribe(device, ["t/50", "t/0"])).toEqual([0x97, 1]);
  });

  test("unsubscribing tells whether there was a subscription", async () => {
    const device = await raw("device");
    await subscribe(device, ["a"]);
    device.send({ cmd: "unsubscribe", messageId: 2, unsubscriptions: ["a", "b"] });
    expect((await next(device, "unsuback")).granted).toEqual([0, 0x11]);
  });
});

describe("reason codes", () => {
  const publish: IPublishPacket = { cmd: "publish", topic: "t", payload: "x", qos: 0, dup: false, retain: false };

  test.each<[string, number, Packet]>([
    ["QoS 2", 0x9b, { ...publish, qos: 2, messageId: 1 }],
    ["an invalid topic of QoS 0", 0x90, { ...publish, topic: "a/#" }],
    ["neither a topic nor an alias", 0x82, { ...publish, topic: "" }],
    ["a payload over 128 KB of QoS 0", 0x97, { ...publish, payload: Buffer.alloc(131_073) }],
    ["a packet over 146 KB", 0x95, { ...publish, payload: Buffer.alloc(150_000) }],
    ["a topic alias of 0", 0x94, { ...publish, properties: { topicAlias: 0 } }],
    ["a topic alias of 9", 0x94, { ...publish, properties: { topicAlias: 9 } }],
    ["an alias that has no topic", 0x82, { ...publish, topic: "", properties: { topicAlias: 1 } }],
    ["a subscription identifier in a PUBLISH", 0x82, { ...publish, properties: { subscriptionIdentifier: 1 } }],
    [
      "a subscription identifier in a SUBSCRIBE",
      0xa1,
      {
        cmd: "subscribe",
        messageId: 1,
        subscriptions: [{ topic: "t", qos: 0 }],
        properties: { subscriptionIdentifier: 1 },
      },
    ],
    [
      "no local on a shared subscription",
      0x82,
      { cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "$share/g/t", qos: 0, nl: true }] },
    ],
    ["a second CONNECT", 0x82, { cmd: "connect", clientId: "x", protocolId: "MQTT", protocolVersion: 5, clean: true }],
    ["AUTH", 0x82, { cmd: "auth", reasonCode: 0 }],
  ])("%s: DISCONNECT %i", async (_, reasonCode, packet) => {
    const device = await raw("device");
    device.send(packet);
    const disconnect: IDisconnectPacket = await next(device, "disconnect");
    expect(disconnect.reasonCode).toBe(reasonCode);
    await device.closed();
  });

  test.each<[string, number, Partial<IPublishPacket>]>([
    ["an invalid topic", 0x90, { topic: "a/+" }],
    ["a reserved topic with RETAIN", 0x90, { topic: "$aws/x", retain: true }],
    ["a payload over 128 KB", 0x97, { payload: Buffer.alloc(131_073) }],
    ["a content type over 256 bytes", 0x97, { properties: { contentType: "c".repeat(257) } }],
    ["user properties over 8 KB", 0x97, { properties: { userProperties: { k: "v".repeat(8_192) } } }],
  ])("%s of QoS 1: PUBACK %i, and the connection goes on", async (_, reasonCode, part) => {
    const device = await raw("device");
    device.send({ ...publish, ...part, qos: 1, messageId: 5 });
    expect(await next(device, "puback")).toMatchObject({ messageId: 5, reasonCode });
    device.send({ cmd: "pingreq" });
    await next(device, "pingresp");
  });

  test.each([
    ["QoS 2", 0x9b, { topic: "t", payload: Buffer.from("x"), qos: 2 as const }],
    ["an invalid topic", 0x90, { topic: "t/#", payload: Buffer.from("x") }],
    ["a reserved topic with RETAIN", 0x90, { topic: "$aws/x", payload: Buffer.from("x"), retain: true }],
  ])("a Will of %s: CONNACK %i", async (_, reasonCode, will) => {
    const device = connectRaw(local.mqtt, 5);
    device.send({ cmd: "connect", clientId: "d", protocolId: "MQTT", protocolVersion: 5, clean: true, will });
    expect(await next(device, "connack")).toMatchObject({ reasonCode });
    await device.closed();
  });

  test("a session that is taken over: 0x8E", async () => {
    const first = await raw("same");
    await raw("same");
    expect((await next(first, "disconnect")).reasonCode).toBe(0x8e);
    await first.closed();
  });

  test("an endpoint that closes: 0x8B, and no Will is published", async () => {
    await connect("device", { will: { topic: "t", payload: Buffer.from("lost"), qos: 0, retain: false } });
    const watcher = await raw("watcher");
    watcher.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 0 }] });
    await next(watcher, "suback");
    await local.close();
    expect((await next(watcher, "disconnect")).reasonCode).toBe(0x8b);
    await watcher.closed();
  });
});

test("DISCONNECT with reason 0x04 has the Will published", async () => {
  const watcher = await connect("watcher");
  await watcher.client.subscribeAsync("#");
  const { client } = await connect("device", {
    will: { topic: "t", payload: Buffer.from("bye"), qos: 0, retain: false },
  });
  client.end({ reasonCode: 0x04 });
  expect(await watcher.texts(1)).toEqual(["bye"]);
});
