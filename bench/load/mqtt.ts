import { connect, type Socket } from "node:net";
import { generate, type Packet } from "mqtt-packet";

/** What a run of MQTT consists of. */
export interface MqttLoad {
  qos: 0 | 1;
  subscribers: number;
  /** How many messages are published. */
  messages: number;
  /** How many messages may be on their way to the subscribers at one time, so that no broker discards any. */
  window: number;
}

const TOPIC = "acme/pumps/pump-00001/defaults";
const PUBLISH = 0x30;
const PUBACK = Buffer.from([0x40, 0x02, 0, 0]);

/** Publishes messages to subscribers of the same topic, and returns the deliveries a second. */
export async function deliveriesPerSecond(
  url: string,
  { qos, subscribers, messages, window }: MqttLoad,
): Promise<number> {
  const payload = Buffer.alloc(120, "x");
  const counts = new Array<number>(subscribers).fill(0);
  let wake: () => void = () => {};
  const clients = await Promise.all(
    counts.map((_, index) =>
      subscriber(url, index, qos, () => {
        counts[index] = (counts[index] ?? 0) + 1;
        wake();
      }),
    ),
  );
  const publisher = await client(url, "publisher", () => undefined);
  const packet = { cmd: "publish", topic: TOPIC, payload, qos, retain: false, dup: false } as const;
  const bytes = generate(qos === 0 ? packet : { ...packet, messageId: 1 });
  const start = performance.now();
  let sent = 0;
  // The slowest subscriber decides. Half a window goes out at a time, so that writing is not most of the work.
  for (let least = 0; least < messages; least = Math.min(...counts)) {
    const room = Math.min(window - (sent - least), messages - sent);
    if (room >= window / 2 || sent + room === messages) {
      publisher.write(Buffer.concat(Array.from({ length: room }, () => bytes)));
      sent += room;
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  const seconds = (performance.now() - start) / 1000;
  for (const socket of [publisher, ...clients]) socket.destroy();
  return (messages * subscribers) / seconds;
}

async function subscriber(url: string, index: number, qos: 0 | 1, onMessage: () => void): Promise<Socket> {
  let subscribed: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => {
    subscribed = resolve;
  });
  const socket = await client(url, `subscriber-${index}`, (frame) => {
    if (((frame[0] ?? 0) & 0xf0) !== PUBLISH) {
      subscribed();
      return;
    }
    if (qos === 1) {
      const ack = Buffer.from(PUBACK);
      // The topic is shorter than a length of two bytes could say.
      frame.copy(ack, 2, frame.length - 120 - 2, frame.length - 120);
      socket.write(ack);
    }
    onMessage();
  });
  send(socket, { cmd: "subscribe", messageId: 1, subscriptions: [{ topic: TOPIC, qos }] });
  await isReady;
  return socket;
}

/** Connects, and calls `onFrame` for each packet after CONNACK. */
async function client(url: string, clientId: string, onFrame: (frame: Buffer) => void): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let rest: Buffer = Buffer.alloc(0);
  let isConnected = false;
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("data", (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      // All answers to one chunk go out together.
      socket.cork();
      for (let size = sizeOf(rest); size <= rest.length; size = sizeOf(rest)) {
        const frame = rest.subarray(0, size);
        rest = rest.subarray(size);
        if (isConnected) onFrame(frame);
        isConnected = true;
        resolve();
      }
      socket.uncork();
    });
    send(socket, { cmd: "connect", clientId, protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 600 });
  });
  return socket;
}

/** Bytes of the first packet, which is shorter than 16 KB. */
function sizeOf(bytes: Buffer): number {
  const [, first, second] = bytes;
  if (first === undefined) return Number.POSITIVE_INFINITY;
  if (first < 0x80) return 2 + first;
  return second === undefined ? Number.POSITIVE_INFINITY : 3 + (first & 0x7f) + second * 128;
}

function send(socket: Socket, packet: Packet): void {
  socket.write(generate(packet));
}
