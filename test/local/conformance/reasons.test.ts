import type { IPublishPacket, Packet } from "mqtt-packet";
import { useTarget } from "./support/target";

const target = useTarget();

describe("SUBACK", () => {
  test("a filter that is not valid is refused, and others of the packet are not [MQTT-3.8.4-6], [MQTT-4.7.1-1]", async () => {
    const device = await target.device(5, "device");
    const filters = [`${target.prefix}/#/a`, target.topic("ok"), `${target.prefix}/a+`];
    expect(await device.subscribe(...filters)).toEqual([0x8f, 1, 0x8f]);
  });

  test("version 3.1.1 has one code for a refusal [MQTT 3.1.1, MQTT-3.9.3-2]", async () => {
    const device = await target.device(4, "device");
    expect(await device.subscribe(`${target.prefix}/#/a`)).toEqual([0x80]);
  });

  test("a filter with 8 slashes is refused, one with 7 is not", async () => {
    const device = await target.device(5, "device");
    const deep = target.topic("2/3/4/5/6/7/8");
    expect(await device.subscribe(deep, `${deep}/9`)).toEqual([1, 0x8f]);
  });

  test("the two slashes of a shared subscription do not count", async () => {
    const device = await target.device(5, "device");
    expect(await device.subscribe(`$share/${target.prefix}/${target.topic("2/3/4/5/6/7/8")}`)).toEqual([1]);
  });

  test("a shared subscription without a filter or with a wildcard as its name is refused [MQTT-4.8.2-1], [MQTT-4.8.2-2]", async () => {
    const device = await target.device(5, "device");
    expect(await device.subscribe("$share/g", "$share/+/a", "$share//a")).toEqual([0x8f, 0x8f, 0x8f]);
  });

  test("AWS's way: a SUBSCRIBE has 8 filters at most", async () => {
    const filters = Array.from({ length: 9 }, (_, i) => target.topic(String(i)));
    const device = await target.device(5, "device");
    expect(await device.subscribe(...filters.slice(1))).toEqual(Array(8).fill(1));
    // AWS does not say which answer it gives to more than 8.
    const codes = await device.subscribe(...filters);
    expect(codes.some((code) => Number(code) >= 0x80)).toBe(true);
  });

  test("AWS's way: a connection has 50 subscriptions at most", async () => {
    const device = await target.device(5, "device");
    for (let first = 0; first < 48; first += 8) {
      await device.subscribe(...Array.from({ length: 8 }, (_, i) => target.topic(String(first + i))));
    }
    await device.subscribe(target.topic("48"), target.topic("49"));
    expect(await device.subscribe(target.topic("50"), target.topic("0"))).toEqual([0x97, 1]);
  });
});

test("UNSUBACK tells whether there was a subscription [3.11.3]", async () => {
  const device = await target.device(5, "device");
  await device.subscribe(target.topic("a"));
  const [gone, none] = await device.unsubscribe(target.topic("a"), target.topic("b"));
  expect(gone).toBe(0);
  // AWS does not list 0x11 among its codes, and says that the list is not whole.
  expect([0, 0x11]).toContain(none);
});

describe("PUBACK", () => {
  test("is 0 for a message that nobody subscribed to", async () => {
    const device = await target.device(5, "device");
    expect([0, 0x10]).toContain(await device.publish(target.topic("a"), "on"));
  });

  test.each<[string, number, Partial<IPublishPacket>]>([
    ["a topic of 8 slashes", 0x90, { topic: `${target.prefix}/2/3/4/5/6/7/8/9` }],
    ["a topic of 257 bytes", 0x90, { topic: `${target.prefix}/`.padEnd(257, "t") }],
    ["a topic with a wildcard", 0x90, { topic: `${target.prefix}/#` }],
    ["a payload over 128 KB", 0x97, { payload: Buffer.alloc(131_073) }],
    ["user properties over 8 KB", 0x97, { properties: { userProperties: { k: "v".repeat(8_192) } } }],
    ["a content type over 256 bytes", 0x97, { properties: { contentType: "c".repeat(257) } }],
  ])("%s: %i, and the connection goes on [4.13.2]", async (_, reasonCode, part) => {
    const device = await target.device(5, "device");
    const { topic = target.topic("a"), payload = "x", properties = {} } = part;
    expect(await device.publish(topic, payload, { properties })).toBe(reasonCode);
    await device.ping();
  });
});

describe("DISCONNECT", () => {
  const topic = `${target.prefix}/t`;
  const publish: IPublishPacket = { cmd: "publish", topic, payload: "x", qos: 0, dup: false, retain: false };
  const subscribe = { cmd: "subscribe", messageId: 1 } as const;

  test.each<[string, number, Packet]>([
    ["QoS 2 [MQTT-3.2.2-11]", 0x9b, { ...publish, qos: 2, messageId: 1 }],
    ["neither a topic nor an alias [3.3.2.1]", 0x82, { ...publish, topic: "" }],
    ["a packet over 146 KB [MQTT-3.2.2-15]", 0x95, { ...publish, payload: Buffer.alloc(150_000) }],
    [
      "a subscription identifier of a client's PUBLISH [MQTT-3.3.4-6]",
      0x82,
      { ...publish, properties: { subscriptionIdentifier: 1 } },
    ],
    [
      "a subscription identifier: AWS has none [3.2.2.3.12]",
      0xa1,
      { ...subscribe, subscriptions: [{ topic, qos: 0 }], properties: { subscriptionIdentifier: 1 } },
    ],
    [
      "no local of a shared subscription [MQTT-3.8.3-4]",
      0x82,
      { ...subscribe, subscriptions: [{ topic: `$share/${target.prefix}/${topic}`, qos: 0, nl: true }] },
    ],
    [
      "a second CONNECT [MQTT-3.1.0-2]",
      0x82,
      { cmd: "connect", clientId: `${target.prefix}-x`, protocolId: "MQTT", protocolVersion: 5, clean: true },
    ],
    ["AUTH: AWS has none [4.12]", 0x82, { cmd: "auth", reasonCode: 0x18 }],
  ])("%s: %i, and the connection ends [MQTT-4.13.1-1]", async (_, reasonCode, packet) => {
    const device = await target.device(5, "device");
    device.send(packet);
    expect((await device.answer("disconnect")).reasonCode).toBe(reasonCode);
    await device.closed();
  });

  const text = target.topicBytes;

  test.each<[string, number, number, number[]]>([
    ["a SUBSCRIBE without a filter [MQTT-3.8.3-2]", 0x82, 0x82, [0, 1, 0]],
    ["a SUBSCRIBE with other flags than 2 [MQTT-3.8.1-1]", 0x81, 0x80, [0, 1, 0, ...text, 0]],
    ["a reserved bit of the subscription options [MQTT-3.8.3-5]", 0x81, 0x82, [0, 1, 0, ...text, 0xc0]],
    ["DUP with QoS 0 [MQTT-3.3.1-2]", 0x82, 0x38, [...text, 0]],
    ["QoS 3 [MQTT-3.3.1-4]", 0x81, 0x36, [...text, 0, 1, 0]],
    ["a topic that is not UTF-8 [MQTT-1.5.4-1]", 0x81, 0x30, [0, 2, 0xc3, 0x28, 0]],
    ["a NUL in a topic [MQTT-1.5.4-2]", 0x81, 0x30, [0, 1, 0, 0]],
    ["a packet identifier of 0 [MQTT-2.2.1-3]", 0x81, 0x32, [...text, 0, 0, 0]],
    ["a packet type of 0 [2.1.2]", 0x81, 0, []],
    ["a property of another packet [2.2.2.2]", 0x81, 0x30, [...text, 5, 0x11, 0, 0, 0, 9]],
    ["a property twice [2.2.2.2]", 0x82, 0x30, [...text, 4, 1, 1, 1, 1]],
  ])("%s: malformed or a protocol error, %i here", async (_, reasonCode, header, body) => {
    const device = await target.device(5, "device");
    device.stream.write(Buffer.from([header, body.length, ...body]));
    const { reasonCode: given } = await device.answer("disconnect");
    expect([0x81, 0x82]).toContain(given);
    expect(given).toBe(reasonCode);
    await device.closed();
  });

  test("no local keeps back what the client publishes itself [MQTT-3.8.3-3]", async () => {
    const topic = target.topic("a");
    const device = await target.device(5, "device");
    await device.subscribe({ topic, qos: 1, nl: true });
    await device.publish(topic, "own");
    await target.publish(topic, "other's", { query: "qos=1" });
    expect(await device.rest()).toEqual(["other's"]);
  });
});
