import { MessageStore } from "../../../provider/local/store/messages";
import { serveBroker } from "../support/broker";
import { Device } from "./support/device";
import { isAws, localOnly, useTarget } from "./support/target";
import { localWire } from "./support/wire";

const target = useTarget();

describe.each([4, 5] as const)("Wills and keep alive, version %d", (version) => {
  const will = (topic: string, retain = false, qos: 0 | 1 = 1) => ({
    will: { topic, payload: Buffer.from("lost"), qos, retain },
  });

  test("the Will of a client that is lost is published [MQTT-3.1.2-8]", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(version, "watcher");
    await watcher.subscribe(topic);
    await (await target.device(version, "device", will(topic))).drop();
    const { payload, qos, retain } = await watcher.next();
    expect([payload.toString(), qos, retain]).toEqual(["lost", 1, false]);
  });

  test("the Will of a client that disconnects is not published [MQTT-3.1.2-10]", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(version, "watcher");
    await watcher.subscribe(topic);
    await (await target.device(version, "device", will(topic))).leave();
    expect(await watcher.rest()).toEqual([]);
  });

  test("a Will may be retained [MQTT-3.1.2-15]", async () => {
    const topic = target.topic("status");
    await (await target.device(version, "device", will(topic, true))).drop();
    const watcher = await target.device(version, "watcher");
    await watcher.rest();
    await watcher.subscribe(topic);
    const { payload, retain } = await watcher.next();
    expect([payload.toString(), retain]).toEqual(["lost", true]);
    expect(await target.textOf(topic)).toBe("lost");
  });

  test("a Will that is not retained leaves what is there [MQTT-3.1.2-14]", async () => {
    const topic = target.topic("status");
    await target.retain(topic, "kept");
    await (await target.device(version, "device", will(topic))).drop();
    expect(await target.textOf(topic)).toBe("kept");
  });

  test("an empty Will that is retained clears", async () => {
    const topic = target.topic("status");
    await target.retain(topic, "kept");
    await target.pass(1_100);
    const device = await target.device(version, "device", {
      will: { topic, payload: Buffer.alloc(0), qos: 1, retain: true },
    });
    await device.drop();
    const watcher = await target.device(version, "watcher");
    await watcher.rest();
    expect(await target.textOf(topic)).toBeUndefined();
  });

  test("the Will of a client whose id is taken over is published", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(version, "watcher");
    await watcher.subscribe(topic);
    await target.device(version, "device", will(topic));
    await target.device(version, "device");
    expect(await watcher.texts(1)).toEqual(["lost"]);
  });

  test("a protocol error publishes the Will [MQTT-3.1.2-8]", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(version, "watcher");
    await watcher.subscribe(topic);
    const device = await target.device(version, "device", will(topic));
    device.stream.write(Buffer.from([0x00, 0x00]));
    await device.closed();
    expect(await watcher.texts(1)).toEqual(["lost"]);
  });

  test("a PINGREQ is answered [MQTT-3.12.4-1]", async () => {
    await (await target.device(version, "device")).ping();
  });

  // AWS has 30 s as the shortest keep alive. On this machine, a broker with 1 s takes its place.
  test("a client that is silent for one and a half keep alives is lost, and its Will published [MQTT-3.1.2-22]", async () => {
    const topic = target.topic("status");
    const broker = isAws ? undefined : await serveBroker(new MessageStore(Date.now), { min: 1, max: 1 });
    const wire = broker && localWire(`http://127.0.0.1:${broker.port}`, `mqtt://127.0.0.1:${broker.port}`);
    const connect = (name: string, keepalive: number, options = {}) =>
      wire === undefined
        ? target.device(version, name, { keepalive, ...options })
        : Device.connect(wire.open(), version, name, 0, { keepalive, ...options });
    const watcher = await connect("watcher", 1_200);
    await watcher.subscribe(topic);
    const started = Date.now();
    const device = await connect("device", 1, will(topic));
    const pings = setInterval(() => watcher.send({ cmd: "pingreq" }), 300);
    await new Promise((resolve) => device.stream.once("close", resolve));
    clearInterval(pings);
    expect(Date.now() - started).toBeGreaterThan(isAws ? 30_000 : 1_400);
    expect(await watcher.texts(1)).toEqual(["lost"]);
    watcher.stream.destroy();
    await broker?.close();
  });
});

describe("Wills, MQTT 5 only", () => {
  test("DISCONNECT with reason 0x04 has the Will published", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(5, "watcher");
    await watcher.subscribe(topic);
    const device = await target.device(5, "device", {
      will: { topic, payload: Buffer.from("bye"), qos: 1, retain: false },
    });
    await device.leave({ cmd: "disconnect", reasonCode: 0x04 });
    expect(await watcher.texts(1)).toEqual(["bye"]);
  });

  test("a Will has its properties, and its expiry begins when it is published", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(5, "watcher");
    await watcher.subscribe(topic);
    const properties = {
      contentType: "text/plain",
      responseTopic: target.topic("answers"),
      correlationData: Buffer.from([1, 2]),
      messageExpiryInterval: 600,
      payloadFormatIndicator: true,
      userProperties: { a: "b" },
    };
    const device = await target.device(5, "device", {
      will: { topic, payload: Buffer.from("lost"), qos: 1, retain: false, properties },
    });
    await target.pass(1_000);
    await device.drop();
    const { messageExpiryInterval = 0, ...rest } = (await watcher.next()).properties ?? {};
    const { messageExpiryInterval: _, ...sent } = properties;
    expect(rest).toEqual(sent);
    expect(messageExpiryInterval).toBeGreaterThanOrEqual(595);
  });

  // AWS does not list the Will Delay Interval among the properties that it supports. [MQTT-3.1.3-9] would have it waited for.
  localOnly("AWS's way: the Will Delay Interval is not waited for", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(5, "watcher");
    await watcher.subscribe(topic);
    const device = await target.device(5, "device", {
      properties: { sessionExpiryInterval: 60 },
      will: { topic, payload: Buffer.from("lost"), qos: 1, retain: false, properties: { willDelayInterval: 30 } },
    });
    await device.drop();
    expect(await watcher.texts(1)).toEqual(["lost"]);
  });

  test.each([
    ["QoS 2 [MQTT-3.2.2-12]", 0x9b, { qos: 2 as const }],
    ["a topic with a wildcard", 0x90, { topic: `${target.prefix}/#` }],
    ["a reserved topic with RETAIN", 0x90, { topic: "$aws/x", retain: true }],
  ])("a Will of %s is refused with CONNACK %i", async (_, reasonCode, part) => {
    const will = { topic: target.topic("a"), payload: Buffer.from("x"), qos: 0 as const, retain: false, ...part };
    const device = await target.device(5, "device", { will });
    expect(device.connack.reasonCode).toBe(reasonCode);
    await device.closed();
  });
});
