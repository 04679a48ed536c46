import type { IConnackPacket, IPublishPacket, Packet } from "mqtt-packet";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { connectRaw, http, type RawClient } from "./support/clients";

let now: number;
let local: LocalEndpoint;

beforeEach(async () => {
  now = 1_700_000_000_000;
  local = await startLocalEndpoint({ now: () => now });
});

afterEach(() => local.close());

interface Asked {
  clean: boolean;
  expiry?: number;
  receiveMaximum?: number;
}

/** Connects, and tells whether the session was present. */
async function open(version: 4 | 5, clientId: string, { clean, expiry, receiveMaximum }: Asked) {
  const raw = connectRaw(local.mqtt, version);
  const properties = {
    ...(expiry !== undefined && { sessionExpiryInterval: expiry }),
    ...(receiveMaximum !== undefined && { receiveMaximum }),
  };
  raw.send({
    cmd: "connect",
    clientId,
    protocolId: "MQTT",
    protocolVersion: version,
    clean,
    keepalive: 60,
    properties,
  });
  const connack = (await raw.packets.next("CONNACK")) as IConnackPacket;
  return { raw, sessionPresent: connack.sessionPresent, properties: connack.properties };
}

async function subscribe(raw: RawClient, topic: string, qos: 0 | 1 = 1): Promise<void> {
  raw.send({ cmd: "subscribe", messageId: 9, subscriptions: [{ topic, qos }] });
  expect((await raw.packets.next("SUBACK")).cmd).toBe("suback");
}

async function leave(raw: RawClient, packet: Packet = { cmd: "disconnect" }): Promise<void> {
  raw.send(packet);
  await raw.closed();
}

function publish(topic: string, text: string, query = "qos=1") {
  return http(local.endpoint, "POST", `/topics/${topic}?${query}`, { body: text });
}

async function nextPublish(raw: RawClient): Promise<IPublishPacket> {
  return (await raw.packets.next("PUBLISH")) as IPublishPacket;
}

describe.each([4, 5] as const)("MQTT version %d", (version) => {
  const kept = { clean: false, ...(version === 5 && { expiry: 60 }) };

  test("a session that is kept has its subscriptions and what was published meanwhile, in order", async () => {
    const first = await open(version, "device", kept);
    expect(first.sessionPresent).toBe(false);
    await subscribe(first.raw, "t");
    await leave(first.raw);
    for (const text of ["1", "2", "3"]) await publish("t", text);
    const second = await open(version, "device", kept);
    expect(second.sessionPresent).toBe(true);
    for (const text of ["1", "2", "3"]) {
      const packet = await nextPublish(second.raw);
      expect([packet.payload.toString(), packet.dup, packet.qos]).toEqual([text, false, 1]);
    }
    second.raw.socket.destroy();
  });

  test("messages of QoS 0 are not kept for a client that is away", async () => {
    const first = await open(version, "device", kept);
    await subscribe(first.raw, "t", 1);
    await leave(first.raw);
    await publish("t", "lost", "qos=0");
    await publish("t", "kept", "qos=1");
    const second = await open(version, "device", kept);
    expect((await nextPublish(second.raw)).payload.toString()).toBe("kept");
    second.raw.socket.destroy();
  });

  test("what has no PUBACK is sent again with DUP and the same identifier, before what came later", async () => {
    const first = await open(version, "device", kept);
    await subscribe(first.raw, "t");
    await publish("t", "1");
    await publish("t", "2");
    const sent = [await nextPublish(first.raw), await nextPublish(first.raw)];
    first.raw.socket.destroy();
    await first.raw.closed();
    await publish("t", "3");
    const second = await open(version, "device", kept);
    const got = [await nextPublish(second.raw), await nextPublish(second.raw), await nextPublish(second.raw)];
    expect(got.map(({ payload, dup }) => [payload.toString(), dup])).toEqual([
      ["1", true],
      ["2", true],
      ["3", false],
    ]);
    expect(got.slice(0, 2).map(({ messageId }) => messageId)).toEqual(sent.map(({ messageId }) => messageId));
    second.raw.socket.destroy();
  });

  test("a clean start discards the session, and a session ends with its connection unless it is to be kept", async () => {
    const first = await open(version, "device", kept);
    await subscribe(first.raw, "t");
    await leave(first.raw);
    await publish("t", "discarded");
    const clean = await open(version, "device", { clean: true });
    expect(clean.sessionPresent).toBe(false);
    await subscribe(clean.raw, "t");
    await leave(clean.raw);
    const last = await open(version, "device", { clean: false });
    expect(last.sessionPresent).toBe(false);
    await subscribe(last.raw, "end");
    await publish("t", "no");
    await publish("end", "end");
    expect((await nextPublish(last.raw)).payload.toString()).toBe("end");
    last.raw.socket.destroy();
  });

  test("a message that has expired meanwhile is not sent", async () => {
    const first = await open(version, "device", kept);
    await subscribe(first.raw, "t");
    await leave(first.raw);
    await publish("t", "short", "qos=1&messageExpiry=10");
    await publish("t", "long", "qos=1&messageExpiry=100");
    now += 20_000;
    const second = await open(version, "device", kept);
    const { payload, properties } = await nextPublish(second.raw);
    expect(payload.toString()).toBe("long");
    if (version === 5) expect(properties?.messageExpiryInterval).toBe(80);
    second.raw.socket.destroy();
  });

  test("a session is gone after its time", async () => {
    const first = await open(version, "device", kept);
    await subscribe(first.raw, "t");
    await leave(first.raw);
    now += version === 5 ? 60_000 : 3_600_000;
    await publish("t", "late");
    expect((await open(version, "device", kept)).sessionPresent).toBe(false);
  });
});

test("a client that takes over a session of its own goes on with it", async () => {
  const first = await open(5, "device", { clean: true, expiry: 60 });
  await subscribe(first.raw, "t");
  const second = await open(5, "device", { clean: false, expiry: 60 });
  expect(second.sessionPresent).toBe(true);
  expect(await first.raw.packets.next("DISCONNECT")).toMatchObject({ reasonCode: 0x8e });
  await publish("t", "on");
  expect((await nextPublish(second.raw)).payload.toString()).toBe("on");
  second.raw.socket.destroy();
});

test.each([
  [undefined, 0],
  [60, 60],
  [4_294_967_295, 3_600],
])("a session expiry of %p is %p: AWS keeps a session for an hour at most", async (expiry, held) => {
  const { properties, raw } = await open(5, "device", { clean: true, ...(expiry !== undefined && { expiry }) });
  expect(properties?.sessionExpiryInterval).toBe(held);
  raw.socket.destroy();
});

test("DISCONNECT changes the session expiry, also to 0", async () => {
  const first = await open(5, "device", { clean: true, expiry: 60 });
  await leave(first.raw, { cmd: "disconnect", properties: { sessionExpiryInterval: 0 } });
  expect((await open(5, "device", { clean: false })).sessionPresent).toBe(false);
});

test("DISCONNECT may not raise a session expiry of 0 [MQTT-3.14.2-2]", async () => {
  const { raw } = await open(5, "device", { clean: true });
  raw.send({ cmd: "disconnect", properties: { sessionExpiryInterval: 60 } });
  expect(await raw.packets.next("DISCONNECT")).toMatchObject({ cmd: "disconnect", reasonCode: 0x82 });
  await raw.closed();
});

test("what is sent again also keeps to the receive maximum", async () => {
  const first = await open(5, "device", { clean: true, expiry: 60 });
  await subscribe(first.raw, "t");
  for (let i = 1; i <= 5; i++) await publish("t", String(i));
  for (let i = 1; i <= 5; i++) await nextPublish(first.raw);
  first.raw.socket.destroy();
  await first.raw.closed();
  const second = await open(5, "device", { clean: false, expiry: 60, receiveMaximum: 2 });
  const texts: string[] = [];
  for (let i = 1; i <= 5; i++) {
    const packet = await nextPublish(second.raw);
    texts.push(`${packet.payload} ${packet.dup}`);
    if (texts.length === 2) {
      second.raw.send({ cmd: "pingreq" });
      expect((await second.raw.packets.next("PINGRESP")).cmd).toBe("pingresp");
    }
    if (texts.length >= 2) second.raw.send({ cmd: "puback", messageId: packet.messageId ?? 0 });
  }
  expect(texts).toEqual(["1 true", "2 true", "3 true", "4 true", "5 true"]);
  second.raw.socket.destroy();
});

test("a member of a shared subscription that is away gets nothing while another one is connected", async () => {
  const away = await open(5, "away", { clean: true, expiry: 60 });
  const here = await open(5, "here", { clean: true });
  await subscribe(away.raw, "$share/g/t");
  await subscribe(here.raw, "$share/g/t");
  await leave(away.raw);
  for (const text of ["1", "2", "3"]) await publish("t", text);
  for (const text of ["1", "2", "3"]) expect((await nextPublish(here.raw)).payload.toString()).toBe(text);
  here.raw.socket.destroy();
});
