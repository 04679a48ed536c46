import { localOnly, useTarget } from "./support/target";

const target = useTarget();

describe.each([4, 5] as const)("delivery, version %d", (version) => {
  test.each([0, 1] as const)("what one device publishes with QoS %d another gets, as it was [3.3.4]", async (qos) => {
    const topic = target.topic("a");
    const [publisher, subscriber] = [await target.device(version, "p"), await target.device(version, "s")];
    expect(await subscriber.subscribe({ topic, qos })).toEqual([qos]);
    await publisher.publish(topic, Buffer.from([0, 1, 0xff]), { qos });
    const packet = await subscriber.next();
    expect(packet).toMatchObject({ topic, payload: Buffer.from([0, 1, 0xff]), qos, dup: false, retain: false });
  });

  test("an empty message that is not retained is delivered", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    await device.publish(topic, "");
    expect(await device.texts(1)).toEqual([""]);
  });

  test("a message of QoS 1 has a PUBACK with its identifier [MQTT-3.3.4-1], [MQTT-4.3.2-4]", async () => {
    const device = await target.device(version, "device");
    const topic = target.topic("a");
    device.send({ cmd: "publish", topic, payload: "x", qos: 1, dup: false, retain: false, messageId: 4_711 });
    expect((await device.answer("puback")).messageId).toBe(4_711);
  });

  test("a message that is sent again with DUP has a PUBACK too [MQTT-4.3.2-4]", async () => {
    const device = await target.device(version, "device");
    const packet = {
      cmd: "publish",
      topic: target.topic("a"),
      payload: "x",
      qos: 1,
      retain: false,
      messageId: 7,
    } as const;
    device.send({ ...packet, dup: false });
    device.send({ ...packet, dup: true });
    expect([(await device.answer("puback")).messageId, (await device.answer("puback")).messageId]).toEqual([7, 7]);
  });

  // The DUP flag belongs to each side [MQTT-3.3.1-3].
  test("the DUP flag of a publisher does not reach a subscriber [MQTT-3.3.1-3]", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    await device.publish(topic, "x", { dup: true });
    expect((await device.next()).dup).toBe(false);
  });

  test("SUBACK has the identifier of its SUBSCRIBE, and a code for each filter [MQTT-3.8.4-2], [MQTT-3.8.4-6]", async () => {
    const device = await target.device(version, "device");
    const subscriptions = [0, 1, 0].map((qos, i) => ({ topic: target.topic(String(i)), qos: qos as 0 | 1 }));
    device.send({ cmd: "subscribe", messageId: 4_711, subscriptions });
    expect(await device.answer("suback")).toMatchObject({ messageId: 4_711, granted: [0, 1, 0] });
  });

  test("UNSUBACK has the identifier of its UNSUBSCRIBE, also if there was nothing [MQTT-3.10.4-4], [MQTT-3.10.4-5]", async () => {
    const device = await target.device(version, "device");
    device.send({ cmd: "unsubscribe", messageId: 4_711, unsubscriptions: [target.topic("none")] });
    expect((await device.answer("unsuback")).messageId).toBe(4_711);
  });

  test("after an UNSUBSCRIBE nothing comes any more, and other filters stay [MQTT-3.10.4-1], [MQTT-3.10.4-2]", async () => {
    const [a, b, c] = [target.topic("a"), target.topic("b"), target.topic("c")];
    const device = await target.device(version, "device");
    await device.subscribe(a, b, c);
    await device.unsubscribe(a, b);
    for (const topic of [a, b, c]) await target.publish(topic, topic, { query: "qos=1" });
    expect(await device.rest()).toEqual([c]);
  });

  test("an UNSUBSCRIBE compares filters letter by letter [MQTT-3.10.4-1]", async () => {
    const topic = target.topic("a/b");
    const device = await target.device(version, "device");
    await device.subscribe(`${target.prefix}/a/+`);
    await device.unsubscribe(`${target.prefix}/a/#`, topic);
    await target.publish(topic, "on", { query: "qos=1" });
    expect(await device.texts(1)).toEqual(["on"]);
  });

  test("a second SUBSCRIBE with the same filter replaces the first, QoS included [MQTT-3.8.4-3]", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.subscribe({ topic, qos: 0 });
    await device.subscribe({ topic, qos: 1 });
    await target.publish(topic, "once", { query: "qos=1" });
    const { payload, qos } = await device.next();
    expect([payload.toString(), qos]).toEqual(["once", 1]);
    expect(await device.rest()).toEqual([]);
  });

  // The endpoint answers each at once, so that the receive maximum of its CONNACK is never reached. AWS may send 0x93.
  localOnly("more messages at once than the server's receive maximum are all acknowledged", async () => {
    const device = await target.device(version, "device");
    for (let i = 0; i < 200; i++) await device.publish(target.topic("a"), String(i), { waits: false });
    const ids = [];
    for (let i = 0; i < 200; i++) ids.push((await device.answer("puback")).messageId);
    expect(new Set(ids).size).toBe(200);
  });

  test("a second CONNECT ends the connection [MQTT-3.1.0-2]", async () => {
    const device = await target.device(version, "device");
    device.send({
      cmd: "connect",
      clientId: `${target.prefix}-x`,
      protocolId: "MQTT",
      protocolVersion: version,
      clean: true,
    });
    await device.closed();
  });

  // The specifications allow one copy for each filter too. AWS does not say what it does.
  test("overlapping filters get at least one copy, with the highest QoS [MQTT-3.3.4-2]", async () => {
    const topic = target.topic("a/b");
    const device = await target.device(version, "device");
    await device.subscribe({ topic: `${target.prefix}/a/#`, qos: 1 }, { topic: `${target.prefix}/a/+`, qos: 0 });
    await target.publish(topic, "on", { query: "qos=1" });
    const first = await device.next();
    const copies = [`${first.payload} ${first.qos}`];
    if ((await device.rest()).length > 0) copies.push("on 1");
    expect(copies).toContain("on 1");
  });

  // AWS does not promise it.
  localOnly("messages of one publisher come in their order [MQTT-4.6.0-5]", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    const texts = Array.from({ length: 20 }, (_, i) => String(i));
    for (const text of texts) await device.publish(topic, text);
    expect(await device.texts(20)).toEqual(texts);
  });

  test("a client gets what it publishes itself", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    await device.publish(topic, "own");
    expect(await device.texts(1)).toEqual(["own"]);
  });

  test("AWS's way: sensor/# matches all below it, and not sensor itself [4.7.1.2]", async () => {
    const names = ["sensor", "sensor/", "sensor/1", "sensor/1/2", "sensors"];
    const device = await target.device(version, "device");
    // In the specification it matches the parent too.
    await device.subscribe(`${target.prefix}/sensor/#`);
    for (const name of names) await target.publish(target.topic(name), name, { query: "qos=1" });
    expect((await device.rest()).sort()).toEqual(["sensor/", "sensor/1", "sensor/1/2"]);
  });

  test("a plus sign is one level, which may be empty [MQTT-4.7.1-2]", async () => {
    const names = ["a", "a/", "a/b", "a/b/c", "/b"];
    const device = await target.device(version, "device");
    await device.subscribe(`${target.prefix}/a/+`, `${target.prefix}/+/b`);
    for (const name of names) await target.publish(target.topic(name), name, { query: "qos=1" });
    expect([...new Set(await device.rest())].sort()).toEqual(["/b", "a/", "a/b"]);
  });

  test("topics differ by case, and by slashes at their ends [MQTT-4.7.3-4]", async () => {
    const names = ["A", "a/", "/a", "a"];
    const device = await target.device(version, "device");
    await device.subscribe(target.topic("a"));
    for (const name of names) await target.publish(target.topic(name), name, { query: "qos=1" });
    expect(await device.rest()).toEqual(["a"]);
  });

  test("a wildcard at the start does not match topics that begin with a dollar sign [MQTT-4.7.2-1]", async () => {
    const device = await target.device(version, "device");
    const rule = target.prefix.replaceAll("-", "_");
    await device.subscribe(`+/rules/${rule}/t`);
    await target.publish(`$aws/rules/${rule}/t`, "no");
    await target.publish(target.topic(`rules/${rule}/t`), "yes");
    expect(await device.rest()).toEqual(["yes"]);
  });

  test("a shared subscription gives each message to one member, and others get all [4.8.2]", async () => {
    const topic = target.topic("jobs/a");
    const share = `$share/${target.prefix}/${target.prefix}/jobs/#`;
    const members = [await target.device(version, "m1"), await target.device(version, "m2")];
    for (const member of members) await member.subscribe(share);
    const other = await target.device(version, "other");
    await other.subscribe(topic);
    const texts = Array.from({ length: 20 }, (_, i) => String(i));
    for (const text of texts) await target.publish(topic, text, { query: "qos=1" });
    expect((await other.texts(20)).sort()).toEqual([...texts].sort());
    const shared = [];
    for (const member of members) shared.push(await member.rest());
    expect(shared.flat().sort()).toEqual([...texts].sort());
    // AWS picks members at random, so that it may leave out one now and then, but not in 20 messages.
    expect(shared.every((part) => part.length > 0)).toBe(true);
  });

  test("two groups of a shared subscription get a copy each", async () => {
    const topic = target.topic("a");
    const [one, two] = [await target.device(version, "one"), await target.device(version, "two")];
    await one.subscribe(`$share/${target.prefix}-1/${topic}`);
    await two.subscribe(`$share/${target.prefix}-2/${topic}`);
    await target.publish(topic, "on", { query: "qos=1" });
    expect([await one.texts(1), await two.texts(1)]).toEqual([["on"], ["on"]]);
  });

  test("the members that stay take over what a member that leaves would get", async () => {
    const topic = target.topic("a");
    const [one, two] = [await target.device(version, "one"), await target.device(version, "two")];
    for (const member of [one, two]) await member.subscribe(`$share/${target.prefix}/${topic}`);
    await two.leave();
    for (const text of ["1", "2", "3"]) await target.publish(topic, text, { query: "qos=1" });
    expect((await one.texts(3)).sort()).toEqual(["1", "2", "3"]);
  });

  test("QoS 2 is refused for PUBLISH, and ends the connection [MQTT-3.2.2-11]", async () => {
    const device = await target.device(version, "device");
    const packet = { cmd: "publish", topic: target.topic("a"), payload: "x", dup: false, retain: false } as const;
    device.send({ ...packet, qos: 2, messageId: 1 });
    await device.closed();
  });

  // [MQTT-3.2.2-10] would have it granted as QoS 1. AWS sends no SUBACK. The endpoint also closes the connection, so that a client need not wait.
  test("AWS's way: QoS 2 is refused for SUBSCRIBE", async () => {
    const device = await target.device(version, "device");
    device.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: target.topic("a"), qos: 2 }] });
    await device.closed();
  });

  test("a topic with a wildcard cannot be published to [MQTT-3.3.2-2]", async () => {
    const device = await target.device(version, "device");
    const topic = `${target.prefix}/+`;
    if (version === 5) expect(await device.publish(topic, "x")).toBe(0x90);
    else {
      await device.publish(topic, "x", { waits: false });
      await device.closed();
    }
  });

  test("a message from MQTT 5 reaches 3.1.1 and the other way round", async () => {
    const topic = target.topic("a");
    const other = version === 5 ? 4 : 5;
    const [publisher, subscriber] = [await target.device(other, "p"), await target.device(version, "s")];
    await subscriber.subscribe(topic);
    await publisher.publish(topic, "on", { properties: other === 5 ? { contentType: "text/plain" } : {} });
    const { payload, properties } = await subscriber.next();
    expect([payload.toString(), properties]).toEqual(["on", undefined]);
  });

  test("128 KB pass in both directions", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    await device.publish(topic, Buffer.alloc(131_072, "x"));
    expect((await device.next()).payload).toHaveLength(131_072);
  });
});
