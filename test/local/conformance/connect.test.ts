import { once } from "node:events";
import { useTarget } from "./support/target";

const target = useTarget();

describe("CONNACK", () => {
  test("tells what AWS can and cannot do [3.2.2.3]", async () => {
    const { properties = {} } = (await target.device(5, "device")).connack;
    expect(properties).toMatchObject({ maximumQoS: 1, retainAvailable: true, subscriptionIdentifiersAvailable: false });
    expect(properties.wildcardSubscriptionAvailable ?? true).toBe(true);
    expect(properties.sharedSubscriptionAvailable ?? true).toBe(true);
    expect(properties.topicAliasMaximum).toBeGreaterThanOrEqual(8);
    expect(properties.receiveMaximum).toBeGreaterThanOrEqual(1);
  });

  test.each([
    [0, 1_200],
    [1, 30],
    [29, 30],
    [1_201, 1_200],
    [65_535, 1_200],
  ])("a keep alive of %d s becomes %d s, and the client is told [MQTT-3.2.2-21]", async (keepalive, held) => {
    const device = await target.device(5, "device", { keepalive });
    expect(device.connack.properties?.serverKeepAlive).toBe(held);
  });

  test("a keep alive within AWS's limits stays as it is", async () => {
    const { properties } = (await target.device(5, "device", { keepalive: 60 })).connack;
    expect(properties?.serverKeepAlive ?? 60).toBe(60);
  });

  test("an id of the client's own is not told back", async () => {
    const { properties } = (await target.device(5, "device")).connack;
    expect(properties?.assignedClientIdentifier).toBeUndefined();
  });

  test("a client id over 128 bytes is refused [MQTT-3.1.3-8]", async () => {
    const device = await target.device(5, "c".repeat(128));
    expect(device.connack.reasonCode).toBe(0x85);
    await device.closed();
  });

  test.each([
    ["a receive maximum of 0 [3.1.2.11.3]", { receiveMaximum: 0 }],
    ["a maximum packet size of 0 [3.1.2.11.4]", { maximumPacketSize: 0 }],
  ])("%s is a protocol error", async (_, properties) => {
    const device = await target.device(5, "device", { properties });
    expect([0x80, 0x81, 0x82]).toContain(device.connack.reasonCode);
    await device.closed();
  });
});

describe("the first packet", () => {
  const protocol = [0, 4, ...Buffer.from("MQTT")];
  const framed = (header: number, body: number[]) => [header, body.length, ...body];

  /** What the server sends until it closes. */
  async function answerTo(bytes: (number | string)[]): Promise<number[]> {
    const stream = target.open();
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.write(
      Buffer.concat(bytes.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part)))),
    );
    if (!stream.closed) await once(stream, "close", { signal: AbortSignal.timeout(5_000) });
    return [...Buffer.concat(chunks)];
  }

  test("has to be CONNECT [MQTT-3.1.0-1]", async () => {
    expect(await answerTo([0xc0, 0])).toEqual([]);
    expect(await answerTo(framed(0x30, [...target.topicBytes, 0x78]))).toEqual([]);
  });

  test("an empty id and a session that is kept: return code 2 [MQTT 3.1.1, MQTT-3.1.3-8]", async () => {
    expect(await answerTo([0x10, 12, 0, 4, "MQTT", 4, 0, 0, 60, 0, 0])).toEqual([0x20, 2, 0, 2]);
  });

  // AWS does not say whether it answers, and in which version.
  test("a version that does not exist is refused [MQTT-3.1.2-2]", async () => {
    const [kind, , , code] = await answerTo([0x10, 13, 0, 4, "MQTT", 6, 2, 0, 60, 0, 0, 0]);
    expect([kind, code].join()).toMatch(/^(|32,1|32,132),?$/);
  });

  test.each([
    ["another protocol name [MQTT-3.1.2-1]", [0x10, 12, 0, 4, "MQXX", 4, 2, 0, 60, 0, 0]],
    ["the reserved flag [MQTT-3.1.2-3]", [0x10, 12, 0, 4, "MQTT", 4, 3, 0, 60, 0, 0]],
    ["the reserved bits of the fixed header [MQTT-2.1.3-1]", [0x11, 12, 0, 4, "MQTT", 4, 2, 0, 60, 0, 0]],
    ["a Will QoS without a Will [MQTT-3.1.2-11]", [0x10, 12, 0, 4, "MQTT", 4, 0x0a, 0, 60, 0, 0]],
    [
      "a Will QoS of 3 [MQTT-3.1.2-12]",
      framed(0x10, [...protocol, 4, 0x1e, 0, 60, 0, 0, ...target.topicBytes, 0, 1, 0x78]),
    ],
    ["an id that is not UTF-8 [MQTT-3.1.3-4]", [0x10, 14, 0, 4, "MQTT", 4, 2, 0, 60, 0, 2, 0xc3, 0x28]],
    ["a payload that is missing", [0x10, 10, 0, 4, "MQTT", 4, 2, 0, 60]],
    ["an id that is not UTF-8, version 5 [MQTT-3.1.3-4]", [0x10, 15, 0, 4, "MQTT", 5, 2, 0, 60, 0, 0, 2, 0xc3, 0x28]],
    [
      "a Will QoS of 3, version 5 [MQTT-3.1.2-12]",
      framed(0x10, [...protocol, 5, 0x1e, 0, 60, 0, 0, 0, 0, ...target.topicBytes, 0, 1, 0x78]),
    ],
    ["a property of another packet, version 5 [2.2.2.2]", [0x10, 15, 0, 4, "MQTT", 5, 2, 0, 60, 2, 1, 1, 0, 0]],
    ["a property twice, version 5 [3.1.2.11]", [0x10, 19, 0, 4, "MQTT", 5, 2, 0, 60, 6, 0x21, 0, 1, 0x21, 0, 1, 0, 0]],
  ])("a CONNECT with %s is not accepted", async (_, bytes) => {
    const answer = await answerTo(bytes);
    expect(answer.slice(0, 4)).not.toEqual([0x20, 2, 0, 0]);
  });
});
