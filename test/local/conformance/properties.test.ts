import type { IPublishPacket, UserProperties } from "mqtt-packet";
import { useTarget } from "./support/target";

const target = useTarget();

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

/** User properties in their order. The codec takes such a list, although its types do not say so. */
const ordered = (pairs: object[]) => pairs as unknown as UserProperties;

const properties = () => ({
  contentType: "application/json",
  responseTopic: target.topic("answers"),
  correlationData: Buffer.from([0, 1, 0xff]),
  payloadFormatIndicator: true,
  userProperties: { a: ["1", "2"], b: "3" },
});

async function publishAll(topic: string, query = "qos=1"): Promise<void> {
  const { responseTopic, correlationData } = properties();
  await target.publish(topic, "{}", {
    query: `${query}&contentType=application%2Fjson&responseTopic=${encodeURIComponent(responseTopic)}&messageExpiry=600`,
    headers: {
      "x-amz-mqtt5-payload-format-indicator": "UTF8_DATA",
      "x-amz-mqtt5-correlation-data": base64(correlationData),
      "x-amz-mqtt5-user-properties": base64('[{"a":"1"},{"a":"2"},{"b":"3"}]'),
    },
  });
}

describe("properties from end to end", () => {
  test("of an HTTP publish, live", async () => {
    const device = await target.device(5, "device");
    await device.subscribe(target.topic("a"));
    await publishAll(target.topic("a"));
    const { messageExpiryInterval = 0, ...rest } = (await device.next()).properties ?? {};
    expect(rest).toEqual(properties());
    expect(messageExpiryInterval).toBeGreaterThan(590);
  });

  test("of an HTTP publish, by replay", async () => {
    await publishAll(target.topic("a"), "qos=1&retain=true");
    const device = await target.device(5, "device");
    await device.subscribe(target.topic("a"));
    expect((await device.next()).properties).toMatchObject(properties());
  });

  test("of a device's publish, live [MQTT-3.3.2-4], [MQTT-3.3.2-15], [MQTT-3.3.2-16], [MQTT-3.3.2-17], [MQTT-3.3.2-20]", async () => {
    const device = await target.device(5, "device");
    await device.subscribe(target.topic("a"));
    await device.publish(target.topic("a"), "{}", { properties: properties() });
    expect((await device.next()).properties).toEqual(properties());
  });

  test("user properties of a device, read by HTTP in their order [MQTT-3.3.2-18]", async () => {
    const pairs = [{ b: "1" }, { "2": "x" }, { a: "" }, { b: "2" }];
    const device = await target.device(5, "device");
    await device.publish(target.topic("a"), "on", { retain: true, properties: { userProperties: ordered(pairs) } });
    expect(JSON.parse((await target.get(target.topic("a")))?.userProperties ?? "")).toEqual(pairs);
  });

  test("a message without properties has none", async () => {
    const device = await target.device(5, "device");
    await device.subscribe(target.topic("a"));
    await device.publish(target.topic("a"), "on");
    expect((await device.next()).properties ?? {}).toEqual({});
  });

  test("a payload format of 0 and an absent one are the same [3.3.2.3.2]", async () => {
    const device = await target.device(5, "device");
    await device.subscribe(target.topic("a"));
    await device.publish(target.topic("a"), "on", { properties: { payloadFormatIndicator: false } });
    expect((await device.next()).properties?.payloadFormatIndicator ?? false).toBe(false);
  });

  test("a request is answered on its response topic, with its correlation data [4.10]", async () => {
    const [requests, answers] = [target.topic("requests"), target.topic("answers")];
    const [asking, answering] = [await target.device(5, "asking"), await target.device(5, "answering")];
    await asking.subscribe(answers);
    await answering.subscribe(requests);
    const correlationData = Buffer.from("42");
    await asking.publish(requests, "2 + 2", { properties: { responseTopic: answers, correlationData } });
    const { properties: asked } = await answering.next();
    await answering.publish(asked?.responseTopic ?? "", "4", {
      properties: { correlationData: asked?.correlationData ?? Buffer.alloc(0) },
    });
    const answer = await asking.next();
    expect([answer.topic, answer.payload.toString(), answer.properties?.correlationData]).toEqual([
      answers,
      "4",
      correlationData,
    ]);
  });
});

describe("message expiry", () => {
  test("a replay tells what is left [MQTT-3.3.2-6]", async () => {
    const topic = target.topic("a");
    await target.retain(topic, "on", { query: "&messageExpiry=100" });
    await target.pass(2_100);
    const device = await target.device(5, "device");
    await device.subscribe(topic);
    const left = (await device.next()).properties?.messageExpiryInterval ?? 0;
    expect(left).toBeLessThanOrEqual(97);
    expect(left).toBeGreaterThanOrEqual(85);
  });

  test("a session that is resumed gets what is left [MQTT-3.3.2-6]", async () => {
    const topic = target.topic("a");
    const kept = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const first = await target.device(5, "device", kept);
    await first.subscribe(topic);
    await first.leave();
    await target.publish(topic, "on", { query: "qos=1&messageExpiry=100" });
    await target.pass(2_100);
    const second = await target.device(5, "device", kept);
    expect((await second.next()).properties?.messageExpiryInterval).toBeLessThanOrEqual(97);
  });

  // The specification has no limits for it.
  test.each([
    [0, 0, 1],
    [604_801, 604_790, 604_800],
    [4_294_967_295, 604_790, 604_800],
  ])("AWS's way: an expiry of %d s is adjusted to 1 s and 7 days", async (asked, least, most) => {
    const device = await target.device(5, "device");
    await device.subscribe(target.topic("a"));
    await device.publish(target.topic("a"), "on", { properties: { messageExpiryInterval: asked } });
    const given = (await device.next()).properties?.messageExpiryInterval ?? -1;
    expect(given).toBeGreaterThanOrEqual(least);
    expect(given).toBeLessThanOrEqual(most);
  });
});

describe("limits of the client", () => {
  test("a packet over its maximum packet size is not sent, and nothing waits behind it [MQTT-3.1.2-24], [MQTT-3.1.2-25]", async () => {
    const topic = target.topic("a");
    const device = await target.device(5, "device", { properties: { maximumPacketSize: 512, receiveMaximum: 1 } });
    await device.subscribe(topic);
    for (const text of ["x".repeat(600), "y".repeat(600), "small"])
      await target.publish(topic, text, { query: "qos=1" });
    expect(await device.rest()).toEqual(["small"]);
  });

  test("no more deliveries of QoS 1 than its receive maximum wait for their PUBACK [MQTT-3.3.4-9]", async () => {
    const topic = target.topic("a");
    const device = await target.device(5, "device", { acknowledges: false, properties: { receiveMaximum: 2 } });
    await device.subscribe(topic);
    for (const text of ["1", "2", "3", "4"]) await target.publish(topic, text, { query: "qos=1" });
    const first: IPublishPacket[] = [await device.next(), await device.next()];
    expect(await device.rest()).toEqual([]);
    for (const packet of first) device.acknowledge(packet);
    const all = [...first.map(({ payload }) => payload.toString()), ...(await device.texts(2))];
    expect(all.sort()).toEqual(["1", "2", "3", "4"]);
  });

  test("deliveries of QoS 0 do not count against its receive maximum", async () => {
    const topic = target.topic("a");
    const device = await target.device(5, "device", { acknowledges: false, properties: { receiveMaximum: 1 } });
    await device.subscribe(topic);
    await target.publish(topic, "first", { query: "qos=1" });
    expect(await device.texts(1)).toEqual(["first"]);
    await target.publish(topic, "second", { query: "qos=1" });
    await target.publish(topic, "of QoS 0", { query: "qos=0" });
    expect(await device.rest()).toEqual(["of QoS 0"]);
  });

  // AWS says that it takes a Topic Alias Maximum in CONNECT, and not whether it uses it.
  test.each([undefined, 2])(
    "the server sends no alias over its topic alias maximum of %p [MQTT-3.1.2-26], [MQTT-3.1.2-27]",
    async (topicAliasMaximum) => {
      const device = await target.device(5, "device", topicAliasMaximum ? { properties: { topicAliasMaximum } } : {});
      await device.subscribe(`${target.prefix}/+`);
      for (const name of ["a", "b", "c", "a"]) await target.publish(target.topic(name), name, { query: "qos=1" });
      for (let i = 0; i < 4; i++) {
        const { topicAlias = 0 } = (await device.next()).properties ?? {};
        expect(topicAlias).toBeLessThanOrEqual(topicAliasMaximum ?? 0);
      }
    },
  );
});

describe("topic aliases of the client", () => {
  test("an alias stands for the topic that it was given with, until it gets another [MQTT-3.3.2-12]", async () => {
    const device = await target.device(5, "device");
    await device.subscribe(`${target.prefix}/+`);
    const send = (topic: string, topicAlias: number, text: string) =>
      device.publish(topic, text, { properties: { topicAlias } });
    await send(target.topic("a"), 8, "1");
    await send("", 8, "2");
    await send(target.topic("b"), 8, "3");
    await send("", 8, "4");
    const got = [];
    for (let i = 0; i < 4; i++) {
      const { topic, payload } = await device.next();
      got.push(`${topic.slice(target.prefix.length)} ${payload}`);
    }
    expect(got).toEqual(["/a 1", "/a 2", "/b 3", "/b 4"]);
  });

  test("an alias does not reach a subscriber, and ends with its connection [MQTT-3.3.2-7]", async () => {
    const kept = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const first = await target.device(5, "device", kept);
    await first.subscribe(target.topic("a"));
    await first.publish(target.topic("a"), "on", { properties: { topicAlias: 1 } });
    expect((await first.next()).properties?.topicAlias).toBeUndefined();
    await first.leave();
    const second = await target.device(5, "device", kept);
    await second.publish("", "on", { properties: { topicAlias: 1 }, waits: false });
    expect((await second.answer("disconnect")).reasonCode).toBe(0x82);
    await second.closed();
  });

  test.each([0, 9])(
    "an alias of %d is refused with DISCONNECT 0x94 [MQTT-3.3.2-8], [MQTT-3.3.2-9]",
    async (topicAlias) => {
      const device = await target.device(5, "device");
      await device.publish(target.topic("a"), "on", { properties: { topicAlias }, waits: false });
      expect((await device.answer("disconnect")).reasonCode).toBe(0x94);
      await device.closed();
    },
  );
});
