import { generate, type Packet } from "mqtt-packet";
import type { Random } from "./random";

/** One connection's worth of packets. */
export interface MqttItems {
  bytes: Buffer;
  count: number;
  /** Whether all packets are valid, so that the last one, a PINGREQ, has to be answered. */
  isValid: boolean;
  clientId: string;
  version: 4 | 5;
}

/** The ids of the clients, whose sessions may be kept. */
export const clientIds = Array.from({ length: 50 }, (_, i) => `soak-${i}`);

const topics = Array.from({ length: 50 }, (_, i) => `soak/${i % 5}/${i}`);
const filters = [...topics.slice(0, 10), "soak/+/1", "soak/1/#", "#", "+/+/+", "$share/g/soak/#", "$share/g/soak/1/1"];

/** At most `most` packets for one connection: CONNECT, some that are valid, and at the end perhaps one that is not. */
export function mqttItems(random: Random, most: number): MqttItems {
  const version = random.pick([4, 5] as const);
  const clientId = random.pick(clientIds);
  const opening = connect(random, version, clientId);
  if (random.chance(0.1)) return { bytes: random.mutate(opening), count: 1, isValid: false, clientId, version };
  const chunks = [opening];
  for (let more = random.below(8); more > 0 && chunks.length < most - 1; more--) chunks.push(valid(random, version));
  const isValid = random.chance(0.3);
  chunks.push(isValid ? encode({ cmd: "pingreq" }, version) : broken(random, version));
  return { bytes: Buffer.concat(chunks), count: chunks.length, isValid, clientId, version };
}

function connect(random: Random, version: 4 | 5, clientId: string): Buffer {
  const clean = random.chance(0.7);
  const will = {
    topic: random.pick(topics),
    payload: random.bytes(20),
    qos: random.pick([0, 1] as const),
    retain: random.chance(0.5),
  };
  const properties = {
    ...(random.chance(0.5) && { sessionExpiryInterval: random.below(100) }),
    ...(random.chance(0.3) && { receiveMaximum: 1 + random.below(10) }),
    ...(random.chance(0.1) && { maximumPacketSize: 512 + random.below(1_000) }),
  };
  const packet = {
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: version,
    clientId,
    clean,
    keepalive: 30,
  } as const;
  return encode({ ...packet, ...(version === 5 && { properties }), ...(random.chance(0.3) && { will }) }, version);
}

function valid(random: Random, version: 4 | 5): Buffer {
  const messageId = 1 + random.below(1_000);
  const kind = random.below(10);
  if (kind < 5) {
    const qos = random.pick([0, 1] as const);
    const properties = {
      ...(random.chance(0.3) && { messageExpiryInterval: random.below(1_000) }),
      ...(random.chance(0.3) && { userProperties: { a: ["1", "2"], b: "3" } }),
      ...(random.chance(0.2) && { topicAlias: 1 + random.below(8) }),
    };
    return encode(
      {
        cmd: "publish",
        topic: random.pick(topics),
        payload: random.bytes(200),
        qos,
        retain: random.chance(0.3),
        dup: false,
        ...(qos === 1 && { messageId }),
        ...(version === 5 && { properties }),
      },
      version,
    );
  }
  if (kind < 7) {
    const subscriptions = [{ topic: random.pick(filters), qos: random.pick([0, 1] as const) }];
    return encode({ cmd: "subscribe", messageId, subscriptions }, version);
  }
  if (kind < 8) return encode({ cmd: "unsubscribe", messageId, unsubscriptions: [random.pick(filters)] }, version);
  if (kind < 9) return encode({ cmd: "puback", messageId }, version);
  return encode({ cmd: "pingreq" }, version);
}

function broken(random: Random, version: 4 | 5): Buffer {
  const kind = random.below(4);
  if (kind < 2) return random.mutate(valid(random, version));
  if (kind < 3) return random.bytes(100);
  // A header that is right, before noise of the length that it tells.
  const body = random.bytes(100);
  return Buffer.concat([Buffer.from([random.below(256), body.length]), body]);
}

function encode(packet: Packet, version: 4 | 5): Buffer {
  return generate(packet, { protocolVersion: version });
}
