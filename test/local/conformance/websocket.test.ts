import { generate } from "mqtt-packet";
import { useTarget } from "./support/target";

const target = useTarget();

describe.each([4, 5] as const)("MQTT over WebSocket, version %d", (version) => {
  const will = (topic: string) => ({ will: { topic, payload: Buffer.from("lost"), qos: 1 as const, retain: false } });

  test("what is published by HTTP comes by WebSocket, and the other way round", async () => {
    const topic = target.topic("a");
    const device = await target.deviceByWebSocket(version, "device");
    await device.subscribe(topic);
    await target.publish(topic, "on", { query: "qos=1" });
    expect(await device.texts(1)).toEqual(["on"]);
    await device.publish(topic, "kept", { retain: true });
    expect(await target.textOf(topic)).toBe("kept");
  });

  test("packets and frames need not begin together [MQTT-6.0.0-2]", async () => {
    const topic = target.topic("a");
    const device = await target.deviceByWebSocket(version, "device");
    await device.subscribe(topic);
    const packet = { cmd: "publish", topic, payload: "x", qos: 0, dup: false, retain: false } as const;
    const bytes = generate(packet, { protocolVersion: version });
    // Three packets in two frames.
    const all = Buffer.concat([bytes, bytes, bytes]);
    device.stream.write(all.subarray(0, bytes.length + 5));
    device.stream.write(all.subarray(bytes.length + 5));
    expect(await device.texts(3)).toEqual(["x", "x", "x"]);
  });

  test("the Will of a client whose WebSocket is lost is published at once", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(version, "watcher");
    await watcher.subscribe(topic);
    await (await target.deviceByWebSocket(version, "device", will(topic))).drop();
    expect(await watcher.texts(1)).toEqual(["lost"]);
  });

  test("a DISCONNECT by WebSocket closes it, and no Will is published", async () => {
    const topic = target.topic("status");
    const watcher = await target.device(version, "watcher");
    await watcher.subscribe(topic);
    await (await target.deviceByWebSocket(version, "device", will(topic))).leave();
    expect(await watcher.rest()).toEqual([]);
  });
});
