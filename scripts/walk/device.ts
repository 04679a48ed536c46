import { connectAsync, type IPublishPacket, type MqttClient } from "mqtt";

/** A message that a device has received. */
interface Received {
  topic: string;
  payload: Buffer;
  packet: IPublishPacket;
}

/** The maximum number of characters of a payload that are printed. */
const PRINTED = 72;

/** How long a message may take to arrive, in milliseconds. */
const LIMIT = 10_000;

/** An MQTT 5 client that subscribes to exact topics, as a device does, and prints what it receives. */
export class Device {
  private readonly log: Received[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly client: MqttClient,
    print: (line: string) => void,
    secret: (topic: string) => boolean,
  ) {
    client.on("message", (topic, payload, packet) => {
      print(receivedLine({ topic, payload, packet }, secret(topic)));
      this.log.push({ topic, payload, packet });
      for (const wake of this.waiting) wake();
    });
  }

  static async connect(
    url: string,
    print: (line: string) => void,
    secret: (topic: string) => boolean,
  ): Promise<Device> {
    const client = await connectAsync(url, { protocolVersion: 5, clientId: "pump-1" });
    return new Device(client, print, secret);
  }

  async subscribe(topics: readonly string[]): Promise<void> {
    await this.client.subscribeAsync([...topics], { qos: 1 });
  }

  /** Publishes a retained message, as a device with too many rights does. */
  async publish(topic: string, payload: string): Promise<void> {
    await this.client.publishAsync(topic, payload, { qos: 1, retain: true });
  }

  /** Waits until a message that satisfies `test` has arrived since `from`. */
  async received(test: (received: Received) => boolean, from = 0): Promise<void> {
    const end = Date.now() + LIMIT;
    while (!this.log.slice(from).some(test)) {
      if (Date.now() > end) throw new Error("the device did not receive what it should have");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, end - Date.now() + 1);
        const { waiting } = this;
        waiting.add(done);
        function done() {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
      });
    }
  }

  /** How many messages have arrived so far. */
  get count(): number {
    return this.log.length;
  }

  async disconnect(): Promise<void> {
    await this.client.endAsync();
  }
}

function receivedLine({ topic, payload, packet }: Received, secret: boolean): string {
  const { contentType } = packet.properties ?? {};
  const details = [
    packet.retain ? "retained" : "live",
    `${payload.length} bytes`,
    ...(contentType ? [contentType] : []),
  ];
  return `device < ${topic} (${details.join(", ")}) ${printed(payload, secret)}`;
}

function printed(payload: Buffer, secret: boolean): string {
  if (payload.length === 0) return "cleared";
  if (secret) return "[a secret]";
  const text = payload.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(payload)) return `${payload.subarray(0, 16).toString("hex")}…`;
  return text.length <= PRINTED ? text : `${text.slice(0, PRINTED)}…`;
}
