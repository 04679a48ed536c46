import type { Connection } from "./connection";
import { type Delivery, Outbox, type Room } from "./outbox";
import type { Subscription, SubscriptionTree } from "./subscription-tree";
import type { TopicFilter } from "./topic-filter";

/** The subscriptions of one client, and what is on its way to it. It may outlive the connection. */
export class Session {
  readonly clientId: string;
  /** The version of MQTT in which it began. */
  readonly version: 4 | 5;
  /** The subscriptions, by the filters as the client wrote them. */
  readonly subscriptions = new Map<string, Subscription>();
  readonly #all: SubscriptionTree<Session>;
  readonly #now: () => number;
  readonly #outbox: Outbox;
  #connection: Connection | undefined;

  constructor(clientId: string, version: 4 | 5, all: SubscriptionTree<Session>, room: Room, now: () => number) {
    this.clientId = clientId;
    this.version = version;
    this.#all = all;
    this.#outbox = new Outbox(room);
    this.#now = now;
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Sends what waits to the client that has just connected: first what was sent before and has no PUBACK. */
  attach(connection: Connection): void {
    this.#connection = connection;
    this.#outbox.startAgain();
    this.sendWaiting();
  }

  /** The client is away. */
  detach(): void {
    this.#connection = undefined;
  }

  /** Adds a subscription, or replaces the one with the same filter. */
  subscribe(subscription: Subscription): void {
    this.subscriptions.set(subscription.filter.text, subscription);
    this.#all.set(this, subscription);
  }

  /** Removes the subscription of a filter; false if there was none. */
  unsubscribe(text: string): boolean {
    const found = this.subscriptions.get(text);
    if (found !== undefined) this.#remove(found.filter);
    return found !== undefined;
  }

  /** How many deliveries of QoS 1 are on the way to the client, or wait for it. */
  get waiting(): number {
    return this.#outbox.length;
  }

  /** Removes all subscriptions, and discards what waits. */
  end(): void {
    this.#outbox.clear();
    for (const { filter } of this.subscriptions.values()) this.#remove(filter);
  }

  /**
   * Sends a message. One of QoS 1 waits while the client is away, reads too slowly, or has too many others without a
   * PUBACK. One of QoS 0 is then discarded. So is any message beyond the rate of the connection.
   */
  deliver(delivery: Delivery): void {
    const connection = this.#connection;
    if (connection !== undefined && !connection.rate.takes(this.#now())) return;
    if (delivery.qos === 1) this.#enqueue(delivery);
    else if (connection !== undefined && !connection.isSlow) this.#send(connection, delivery);
  }

  /** Sends the retained message of a new subscription. It is not discarded: the client waits for it. */
  replay(delivery: Delivery): void {
    if (delivery.qos === 1) this.#enqueue(delivery);
    else if (this.#connection !== undefined) this.#send(this.#connection, delivery);
  }

  acknowledge(messageId: number): void {
    this.#outbox.settle(messageId);
    this.sendWaiting();
  }

  /** Sends what waits, as much as the client takes. */
  sendWaiting(): void {
    while (this.#connection !== undefined && !this.#connection.isSlow) {
      const connection = this.#connection;
      const sending = this.#outbox.next(connection.receiveMaximum);
      if (sending === undefined) return;
      const { delivery, messageId, dup } = sending;
      // What cannot be sent counts as delivered [MQTT-3.1.2-25].
      if (!this.#send(connection, delivery, messageId, dup)) this.#outbox.settle(messageId);
    }
  }

  #enqueue(delivery: Delivery): void {
    this.#outbox.add(delivery);
    this.sendWaiting();
  }

  /** False if the message has expired, or is larger than the client accepts [MQTT-3.1.2-24]. */
  #send(connection: Connection, { outgoing, qos, retain }: Delivery, messageId?: number, dup = false): boolean {
    const now = this.#now();
    const { version } = connection;
    return !outgoing.isOver(now) && connection.sendBytes(outgoing.bytes({ version, qos, retain, dup }, messageId, now));
  }

  #remove(filter: TopicFilter): void {
    this.subscriptions.delete(filter.text);
    this.#all.delete(this, filter);
  }
}
