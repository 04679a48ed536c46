import { expired, type Message, type QoS } from "../../messages/message";
import type { Connection } from "./connection";
import { toPacketProperties } from "./properties";
import type { TopicFilter } from "./topic-filter";

/** A message on its way to one client. */
export interface Delivery {
  message: Message;
  /** Milliseconds since 1970. */
  publishedAt: number;
  qos: QoS;
  /** The RETAIN flag as the client sees it. */
  retain: boolean;
}

export interface Subscription {
  filter: TopicFilter;
  qos: QoS;
  noLocal: boolean;
  retainAsPublished: boolean;
}

/** A message that is published when the client is lost. */
export interface Will {
  message: Message;
  retain: boolean;
}

export interface SessionSettings {
  clientId: string;
  will: Will | undefined;
  /** How many deliveries of QoS 1 may wait for a PUBACK at one time. */
  receiveMaximum: number;
  /** Seconds. */
  keepAlive: number;
}

const lastPacketId = 65_535;

/** The session of one connected client. It ends with the connection. */
export class Session {
  readonly clientId: string;
  readonly subscriptions = new Map<string, Subscription>();
  /** Topics by the alias that the client gave them. */
  readonly aliases = new Map<number, string>();
  will: Will | undefined;
  readonly connection: Connection;
  readonly #receiveMaximum: number;
  readonly #now: () => number;
  readonly #unacknowledged = new Set<number>();
  #waiting: Delivery[] = [];
  #packetId = 0;

  constructor(connection: Connection, settings: SessionSettings, now: () => number) {
    this.connection = connection;
    this.clientId = settings.clientId;
    this.will = settings.will;
    this.#receiveMaximum = settings.receiveMaximum;
    this.#now = now;
  }

  /** Adds a subscription, or replaces the one with the same filter. */
  subscribe(subscription: Subscription): void {
    this.subscriptions.set(subscription.filter.text, subscription);
  }

  /** Removes the subscription of a filter; false if there was none. */
  unsubscribe(text: string): boolean {
    return this.subscriptions.delete(text);
  }

  /** Sends a message. A message of QoS 1 waits while too many others have no PUBACK yet [MQTT-3.3.4-9]. */
  deliver(delivery: Delivery): void {
    if (delivery.qos === 0) this.#send(delivery, undefined);
    else {
      this.#waiting.push(delivery);
      this.#sendWaiting();
    }
  }

  acknowledge(packetId: number): void {
    this.#unacknowledged.delete(packetId);
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#unacknowledged.size < this.#receiveMaximum) {
      const delivery = this.#waiting.shift();
      if (delivery === undefined) return;
      const packetId = this.#nextPacketId();
      if (this.#send(delivery, packetId)) this.#unacknowledged.add(packetId);
    }
  }

  /** Sends a message, unless it expired while it waited [MQTT-3.3.2-5]. */
  #send({ message, publishedAt, qos, retain }: Delivery, messageId: number | undefined): boolean {
    const now = this.#now();
    if (expired(message.messageExpiry, publishedAt, now)) return false;
    return this.connection.send({
      cmd: "publish",
      topic: message.topic,
      payload: Buffer.from(message.payload),
      qos,
      retain,
      dup: false,
      properties: toPacketProperties(message, now - publishedAt),
      ...(messageId !== undefined && { messageId }),
    });
  }

  #nextPacketId(): number {
    do {
      this.#packetId = (this.#packetId % lastPacketId) + 1;
    } while (this.#unacknowledged.has(this.#packetId));
    return this.#packetId;
  }
}
