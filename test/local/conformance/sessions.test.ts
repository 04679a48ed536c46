import { localOnly, useTarget } from "./support/target";

const target = useTarget();

describe.each([4, 5] as const)("sessions, version %d", (version) => {
  const kept = { clean: false, ...(version === 5 && { properties: { sessionExpiryInterval: 60 } }) };
  const publish = (topic: string, text: string) => target.publish(topic, text, { query: "qos=1" });

  test("a new session is not present, one that is kept is [MQTT-3.2.2-2], [MQTT-3.2.2-3]", async () => {
    const first = await target.device(version, "device", kept);
    expect(first.connack.sessionPresent).toBe(false);
    await first.leave();
    const second = await target.device(version, "device", kept);
    expect(second.connack.sessionPresent).toBe(true);
  });

  test("a session that is kept has its subscriptions, and the QoS 1 messages of the meantime [MQTT-3.1.2-5]", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", kept);
    await first.subscribe(`${target.prefix}/+`);
    await first.leave();
    for (const text of ["1", "2", "3"]) await publish(topic, text);
    const second = await target.device(version, "device", kept);
    expect((await second.texts(3)).sort()).toEqual(["1", "2", "3"]);
    await publish(topic, "4");
    expect(await second.texts(1)).toEqual(["4"]);
  });

  test("messages of QoS 0 are not kept, nor those for subscriptions of QoS 0", async () => {
    const [zero, one] = [target.topic("zero"), target.topic("one")];
    const first = await target.device(version, "device", kept);
    await first.subscribe({ topic: zero, qos: 0 }, { topic: one, qos: 1 });
    await first.leave();
    await publish(zero, "no");
    await target.publish(one, "no", { query: "qos=0" });
    await publish(one, "yes");
    const second = await target.device(version, "device", kept);
    expect(await second.rest()).toEqual(["yes"]);
  });

  // AWS does not set DUP, and may give another identifier. MQTT asks for both, and the endpoint does so: [MQTT-3.3.1-1].
  test("what has no PUBACK is delivered again after a reconnect [MQTT-4.4.0-1]", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", { ...kept, acknowledges: false });
    await first.subscribe(topic);
    for (const text of ["1", "2"]) await publish(topic, text);
    expect((await first.texts(2)).sort()).toEqual(["1", "2"]);
    await first.drop();
    await publish(topic, "3");
    const second = await target.device(version, "device", kept);
    expect((await second.texts(3)).sort()).toEqual(["1", "2", "3"]);
  });

  test("what has its PUBACK does not come again [MQTT-4.3.2-3]", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", { ...kept, acknowledges: false });
    await first.subscribe(topic);
    for (const text of ["1", "2"]) await publish(topic, text);
    const [acknowledged, other] = [await first.next(), await first.next()];
    first.acknowledge(acknowledged);
    await first.ping();
    await first.drop();
    const second = await target.device(version, "device", kept);
    expect(await second.rest()).toEqual([other.payload.toString()]);
  });

  // AWS does not promise it.
  localOnly("messages that were kept come in their order [MQTT-4.6.0-5]", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", kept);
    await first.subscribe(topic);
    await first.leave();
    for (const text of ["1", "2", "3"]) await publish(topic, text);
    const second = await target.device(version, "device", kept);
    expect(await second.texts(3)).toEqual(["1", "2", "3"]);
  });

  localOnly(
    "a delivery that is sent again has DUP and the same identifier [MQTT-3.3.1-1], [MQTT-4.4.0-1]",
    async () => {
      const topic = target.topic("a");
      const first = await target.device(version, "device", { ...kept, acknowledges: false });
      await first.subscribe(topic);
      await publish(topic, "1");
      const { messageId, dup } = await first.next();
      await first.drop();
      const second = await target.device(version, "device", kept);
      expect([dup, await second.next()]).toEqual([false, expect.objectContaining({ messageId, dup: true })]);
    },
  );

  test("a clean start ends the session of before [MQTT-3.1.2-4], [MQTT-3.1.2-6]", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", kept);
    await first.subscribe(topic);
    await first.leave();
    await publish(topic, "discarded");
    const clean = await target.device(version, "device");
    expect([clean.connack.sessionPresent, await clean.rest()]).toEqual([false, []]);
    await clean.leave();
    expect((await target.device(version, "device", kept)).connack.sessionPresent).toBe(false);
  });

  test("what a session unsubscribed stays so after a reconnect", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", kept);
    await first.subscribe(topic);
    await first.unsubscribe(topic);
    await first.leave();
    await publish(topic, "no");
    const second = await target.device(version, "device", kept);
    expect([second.connack.sessionPresent, await second.rest()]).toEqual([true, []]);
  });

  test("a kept message that has expired meanwhile is not sent [MQTT-3.3.2-5]", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", kept);
    await first.subscribe(topic);
    await first.leave();
    await target.publish(topic, "short", { query: "qos=1&messageExpiry=2" });
    await target.publish(topic, "long", { query: "qos=1&messageExpiry=600" });
    await target.pass(3_000);
    const second = await target.device(version, "device", kept);
    expect(await second.rest()).toEqual(["long"]);
  });

  // This is AWS's way: MQTT has one session for a client id, whatever the version.
  test("AWS's way: a session of one version is not resumed by the other", async () => {
    const topic = target.topic("a");
    const other = version === 5 ? 4 : 5;
    const first = await target.device(version, "device", kept);
    await first.subscribe(topic);
    await first.leave();
    const second = await target.device(other, "device", { clean: false });
    expect(second.connack.sessionPresent).toBe(false);
    await publish(topic, "no");
    expect(await second.rest()).toEqual([]);
  });

  test("a second client with the same id takes over, and the first is disconnected [MQTT-3.1.4-3]", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device");
    await first.subscribe(topic);
    const second = await target.device(version, "device");
    if (version === 5) expect((await first.answer("disconnect")).reasonCode).toBe(0x8e);
    await first.closed();
    await second.subscribe(topic);
    await publish(topic, "on");
    expect(await second.texts(1)).toEqual(["on"]);
  });

  test("the messages for a shared subscription whose members are all away wait for one that comes back", async () => {
    const topic = target.topic("a");
    const first = await target.device(version, "device", kept);
    await first.subscribe(`$share/${target.prefix}/${topic}`);
    await first.leave();
    for (const text of ["1", "2"]) await publish(topic, text);
    const second = await target.device(version, "device", kept);
    expect((await second.texts(2)).sort()).toEqual(["1", "2"]);
  });

  test("a client without an id gets one [MQTT-3.1.3-6]", async () => {
    const device = await target.device(version, "");
    const { returnCode, reasonCode, properties } = device.connack;
    expect(returnCode ?? reasonCode).toBe(0);
    if (version === 5) expect(properties?.assignedClientIdentifier).toMatch(/./);
  });
});

describe("sessions, MQTT 5 only", () => {
  const keptFor = (seconds: number) => ({ clean: false, properties: { sessionExpiryInterval: seconds } });

  test("two clients without an id get two different ones [MQTT-3.2.2-16]", async () => {
    const ids = [];
    for (let i = 0; i < 2; i++) ids.push((await target.device(5, "")).connack.properties?.assignedClientIdentifier);
    expect(new Set(ids).size).toBe(2);
  });

  test("a session without an expiry ends with its connection", async () => {
    const first = await target.device(5, "device", { clean: false });
    await first.subscribe(target.topic("a"));
    await first.drop();
    expect((await target.device(5, "device", { clean: false })).connack.sessionPresent).toBe(false);
  });

  // AWS says that a session may last up to half an hour longer than it should.
  localOnly("a session is gone after its expiry, and is there before [MQTT-3.1.2-23]", async () => {
    const first = await target.device(5, "device", keptFor(10));
    await first.leave();
    await target.pass(9_000);
    const second = await target.device(5, "device", keptFor(10));
    expect(second.connack.sessionPresent).toBe(true);
    await second.leave();
    await target.pass(11_000);
    expect((await target.device(5, "device", keptFor(10))).connack.sessionPresent).toBe(false);
  });

  test("the session expiry is told if it is over what AWS allows [3.2.2.3.2]", async () => {
    const device = await target.device(5, "device", keptFor(4_294_967_295));
    const held = device.connack.properties?.sessionExpiryInterval ?? 0;
    // An account may have up to 7 days.
    expect(held).toBeGreaterThanOrEqual(3_600);
    expect(held).toBeLessThanOrEqual(604_800);
  });

  test("DISCONNECT may end a session that was to be kept", async () => {
    const first = await target.device(5, "device", keptFor(60));
    await first.leave({ cmd: "disconnect", reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
    expect((await target.device(5, "device", keptFor(60))).connack.sessionPresent).toBe(false);
  });

  test("DISCONNECT may not keep a session that was not to be kept [MQTT-3.14.2-2]", async () => {
    const first = await target.device(5, "device");
    await first.leave({ cmd: "disconnect", reasonCode: 0, properties: { sessionExpiryInterval: 60 } });
    expect((await target.device(5, "device", keptFor(60))).connack.sessionPresent).toBe(false);
  });
});
