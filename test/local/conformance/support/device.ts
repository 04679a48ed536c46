import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import {
  generate,
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type ISubscription,
  type Packet,
  parser,
} from "mqtt-packet";
import { Inbox } from "../../support/clients";

export type Version = 4 | 5;

export interface ConnectOptions extends Partial<Pick<IConnectPacket, "clean" | "keepalive" | "properties" | "will">> {
  /** Whether it sends a PUBACK for each delivery of QoS 1. @default true */
  acknowledges?: boolean;
}

interface PublishOptions extends Partial<Pick<IPublishPacket, "qos" | "retain" | "properties" | "dup">> {
  /** Whether it waits for the PUBACK. @default true */
  waits?: boolean;
}

/** How long an endpoint on this machine may take to see that a connection is lost. */
const NOTICE_MS = 20;

/** A client of MQTT that sends packets as they are, and keeps what comes. */
export class Device {
  /** What came, apart from PUBLISH, by its kind. */
  readonly #answers = new Map<Packet["cmd"], Inbox<Packet>>();
  readonly #deliveries = new Inbox<IPublishPacket>();
  readonly #decoder;
  #unread = 0;
  #lastId = 0;
  connack: IConnackPacket = { cmd: "connack", sessionPresent: false };

  private constructor(
    readonly stream: Duplex,
    readonly version: Version,
    private readonly acknowledges: boolean,
    /** How many milliseconds the endpoint may take until a subscription is in force. */
    private readonly lag: number,
  ) {
    this.#decoder = parser({ protocolVersion: version });
    this.#decoder.on("packet", (packet) => this.#take(packet));
    stream.on("data", (chunk: Buffer) => this.#decoder.parse(chunk));
  }

  /** Connects. A CONNACK that refuses is no error here. */
  static async connect(stream: Duplex, version: Version, clientId: string, lag: number, options: ConnectOptions) {
    const { acknowledges = true, clean = true, keepalive = 60, ...rest } = options;
    const device = new Device(stream, version, acknowledges, lag);
    device.send({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: version,
      clientId,
      clean,
      keepalive,
      ...rest,
    } as Packet);
    device.connack = await device.answer("connack");
    return device;
  }

  send(packet: Packet): void {
    this.stream.write(generate(packet, { protocolVersion: this.version }));
  }

  /** The next packet of a kind. */
  async answer<C extends Packet["cmd"]>(cmd: C): Promise<Extract<Packet, { cmd: C }>> {
    return (await this.#inboxOf(cmd).next(cmd)) as Extract<Packet, { cmd: C }>;
  }

  /** Subscribes, to a filter with QoS 1 if it is only a text, and returns the codes of the SUBACK. */
  async subscribe(...filters: (string | ISubscription)[]): Promise<readonly unknown[]> {
    const subscriptions = filters.map((filter) =>
      typeof filter === "string" ? ({ topic: filter, qos: 1 } as const) : filter,
    );
    this.send({ cmd: "subscribe", messageId: this.#id(), subscriptions });
    const { granted } = await this.answer("suback");
    await sleep(this.lag);
    return granted;
  }

  /** Unsubscribes, and returns the codes of the UNSUBACK; 3.1.1 has none. */
  async unsubscribe(...unsubscriptions: string[]): Promise<readonly number[]> {
    this.send({ cmd: "unsubscribe", messageId: this.#id(), unsubscriptions });
    const { granted } = (await this.answer("unsuback")) as { granted?: number[] };
    await sleep(this.lag);
    return granted ?? [];
  }

  /** Publishes, with QoS 1 unless told otherwise, and returns the reason code of the PUBACK. */
  async publish(topic: string, payload: string | Buffer, options: PublishOptions = {}): Promise<number | undefined> {
    const { qos = 1, retain = false, dup = false, properties = {}, waits = true } = options;
    const messageId = qos === 0 ? {} : { messageId: this.#id() };
    this.send({ cmd: "publish", topic, payload, qos, retain, dup, properties, ...messageId });
    if (qos === 0 || !waits) return undefined;
    return (await this.answer("puback")).reasonCode;
  }

  /** The next message that is delivered. */
  async next(): Promise<IPublishPacket> {
    const delivery = await this.#deliveries.next("a message");
    this.#unread--;
    return delivery;
  }

  /** The texts of the next messages, in the order in which they come. */
  async texts(count: number): Promise<string[]> {
    const texts: string[] = [];
    while (texts.length < count) texts.push((await this.next()).payload.toString());
    return texts;
  }

  /** The texts of what has come, once nothing more is on its way. */
  async rest(): Promise<string[]> {
    await sleep(this.lag * 3);
    await this.ping();
    return this.texts(this.#unread);
  }

  async ping(): Promise<void> {
    this.send({ cmd: "pingreq" });
    await this.answer("pingresp");
  }

  /** Disconnects, so that no Will is published. */
  async leave(packet: Packet = { cmd: "disconnect" }): Promise<void> {
    this.send(packet);
    await this.closed();
  }

  /** Loses the connection. */
  async drop(): Promise<void> {
    this.stream.destroy();
    await this.closed();
    await sleep(Math.max(this.lag, NOTICE_MS));
  }

  /** Resolves once the connection has ended, within a limit. */
  async closed(): Promise<void> {
    if (!this.stream.closed) await once(this.stream, "close", { signal: AbortSignal.timeout(5_000) });
  }

  #take(packet: Packet): void {
    if (packet.cmd !== "publish") {
      this.#inboxOf(packet.cmd).push(packet);
      return;
    }
    this.#unread++;
    this.#deliveries.push(packet);
    if (this.acknowledges && packet.qos === 1) this.acknowledge(packet);
  }

  acknowledge({ messageId = 0 }: IPublishPacket): void {
    this.send({ cmd: "puback", messageId, reasonCode: 0 });
  }

  #inboxOf(cmd: Packet["cmd"]): Inbox<Packet> {
    const found = this.#answers.get(cmd) ?? new Inbox<Packet>();
    this.#answers.set(cmd, found);
    return found;
  }

  #id(): number {
    return ++this.#lastId;
  }
}
