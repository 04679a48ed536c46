import { useTarget } from "./support/target";

const target = useTarget();

describe.each([4, 5] as const)("retained messages, version %d", (version) => {
  test("an exact filter gets the retained message, with the RETAIN flag [MQTT 3.1.1, MQTT-3.3.1-8]", async () => {
    const topic = target.topic("a");
    await target.retain(topic, "kept");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    const { payload, retain, qos, dup } = await device.next();
    expect([payload.toString(), retain, qos, dup]).toEqual(["kept", true, 1, false]);
  });

  // [MQTT-3.3.1-9] asks for the messages of all topics that match. AWS replays to exact filters only.
  test.each(["+", "a/#", "#", "+/b", "a/+"])(
    "AWS's way: a filter with a wildcard gets no replay: %s",
    async (filter) => {
      await target.retain(target.topic("a"), "kept");
      await target.retain(target.topic("a/b"), "kept");
      const device = await target.device(version, "device");
      await device.subscribe(`${target.prefix}/${filter}`);
      expect(await device.rest()).toEqual([]);
    },
  );

  test("a filter with a wildcard gets what comes later, without the RETAIN flag [MQTT-3.3.1-12]", async () => {
    const topic = target.topic("a/b");
    const device = await target.device(version, "device");
    await device.subscribe(`${target.prefix}/a/+`);
    await target.retain(topic, "live");
    const { payload, retain } = await device.next();
    expect([payload.toString(), retain]).toEqual(["live", false]);
  });

  test("a subscription that exists gets a new message without the RETAIN flag [MQTT-3.3.1-12]", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    await target.retain(topic, "live");
    expect((await device.next()).retain).toBe(false);
  });

  test("each SUBSCRIBE gets the retained message again [MQTT-3.8.4-4]", async () => {
    const topic = target.topic("a");
    await target.retain(topic, "kept");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    await device.subscribe(topic);
    expect(await device.texts(2)).toEqual(["kept", "kept"]);
  });

  test("a SUBSCRIBE of several filters gets the message of each exact one", async () => {
    for (const name of ["a", "b", "c"]) await target.retain(target.topic(name), name);
    const device = await target.device(version, "device");
    await device.subscribe(target.topic("a"), `${target.prefix}/+`, target.topic("c"), target.topic("d"));
    expect((await device.texts(2)).sort()).toEqual(["a", "c"]);
    expect(await device.rest()).toEqual([]);
  });

  test("only the last message of a topic is kept [MQTT-3.3.1-5]", async () => {
    const topic = target.topic("a");
    for (const text of ["1", "2", "3"]) await target.retain(topic, text);
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    expect(await device.texts(1)).toEqual(["3"]);
    expect(await device.rest()).toEqual([]);
  });

  test("a message without RETAIN is not kept, and does not replace one that is [MQTT-3.3.1-8]", async () => {
    const topic = target.topic("a");
    const publisher = await target.device(version, "publisher");
    await publisher.publish(topic, "kept", { retain: true });
    await publisher.publish(topic, "passing");
    const device = await target.device(version, "device");
    await device.subscribe(topic);
    expect(await device.texts(1)).toEqual(["kept"]);
    expect(await device.rest()).toEqual([]);
  });

  test("an empty message clears, is delivered, and is not kept itself [MQTT-3.3.1-6], [MQTT-3.3.1-7]", async () => {
    const topic = target.topic("a");
    await target.retain(topic, "kept");
    const watcher = await target.device(version, "watcher");
    await watcher.subscribe(topic);
    expect(await watcher.texts(1)).toEqual(["kept"]);
    await target.retain(topic, "");
    const { payload, retain } = await watcher.next();
    expect([payload.length, retain]).toEqual([0, false]);
    const late = await target.device(version, "late");
    await late.subscribe(topic);
    expect(await late.rest()).toEqual([]);
  });

  test("what a device retains is read by HTTP, and what it clears is gone", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.publish(topic, "on", { retain: true });
    expect(await target.get(topic)).toMatchObject({ text: "on", qos: 1 });
    await target.pass(1_100);
    await device.publish(topic, "", { retain: true });
    expect(await target.get(topic)).toBeUndefined();
  });

  test("a message of QoS 0 is kept too, with its QoS", async () => {
    const topic = target.topic("a");
    const device = await target.device(version, "device");
    await device.publish(topic, "on", { retain: true, qos: 0 });
    await device.rest();
    expect(await target.get(topic)).toMatchObject({ text: "on", qos: 0 });
  });

  test.each([
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [1, 1, 1],
  ] as const)(
    "retained with QoS %d and subscribed with %d comes with %d [MQTT-3.8.4-8]",
    async (kept, asked, given) => {
      const topic = target.topic("a");
      await target.publish(topic, "on", { query: `retain=true&qos=${kept}` });
      const device = await target.device(version, "device");
      await device.subscribe({ topic, qos: asked });
      expect((await device.next()).qos).toBe(given);
    },
  );

  test("a session that goes on gets no replay", async () => {
    const topic = target.topic("a");
    const kept = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const first = await target.device(version, "device", kept);
    await first.subscribe(topic);
    await first.leave();
    await target.publish(topic, "on", { query: "retain=true&qos=0" });
    const second = await target.device(version, "device", kept);
    expect(second.connack.sessionPresent).toBe(true);
    expect(await second.rest()).toEqual([]);
  });

  test("a retained message that has expired is not replayed [MQTT-3.3.2-5]", async () => {
    const [short, long] = [target.topic("short"), target.topic("long")];
    await target.retain(short, "gone", { query: "&messageExpiry=2" });
    await target.retain(long, "here");
    await target.pass(3_000);
    const device = await target.device(version, "device");
    await device.subscribe(short, long);
    expect(await device.texts(1)).toEqual(["here"]);
    expect(await device.rest()).toEqual([]);
  });

  // A publish by HTTP would be refused here, as by MQTT 5 with a reason code. Version 3.1.1 can only be disconnected.
  test("a reserved topic cannot be retained", async () => {
    const device = await target.device(version, "device");
    const topic = `$aws/${target.prefix}`;
    if (version === 5) expect([0x87, 0x90]).toContain(await device.publish(topic, "on", { retain: true }));
    else {
      await device.publish(topic, "on", { retain: true, waits: false });
      await device.closed();
    }
  });
});

describe("retained messages, MQTT 5 only", () => {
  // AWS does not mention the three options of a subscription. The endpoint does what the specification says.
  test.each([
    [0, ["kept", "kept"]],
    [1, ["kept"]],
    [2, []],
  ] as const)(
    "retain handling %d, for two SUBSCRIBEs [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11]",
    async (rh, texts) => {
      const topic = target.topic("a");
      await target.retain(topic, "kept");
      const device = await target.device(5, "device");
      await device.subscribe({ topic, qos: 1, rh });
      await device.subscribe({ topic, qos: 1, rh });
      expect(await device.rest()).toEqual(texts);
    },
  );

  test("retain as published keeps the flag of a live message [MQTT-3.3.1-13]", async () => {
    const topic = target.topic("a");
    const device = await target.device(5, "device");
    await device.subscribe({ topic, qos: 1, rap: true });
    await target.retain(topic, "kept");
    await target.publish(topic, "passing", { query: "qos=1" });
    expect([(await device.next()).retain, (await device.next()).retain]).toEqual([true, false]);
  });

  test("a shared subscription gets no replay [4.8.2]", async () => {
    const topic = target.topic("a");
    await target.retain(topic, "kept");
    const device = await target.device(5, "device");
    await device.subscribe(`$share/${target.prefix}/${topic}`);
    expect(await device.rest()).toEqual([]);
    await target.retain(topic, "live");
    const { payload, retain } = await device.next();
    expect([payload.toString(), retain]).toEqual(["live", false]);
  });
});
