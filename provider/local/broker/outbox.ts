import Denque from "denque";
import type { QoS } from "../../messages/message";
import type { Outgoing } from "./outgoing";

/** A message on its way to one client. */
export interface Delivery {
  outgoing: Outgoing;
  qos: QoS;
  /** The RETAIN flag as the client sees it. */
  retain: boolean;
}

/** A delivery of QoS 1 that is sent now. */
export interface Sending {
  delivery: Delivery;
  messageId: number;
  /** Whether it was sent before. */
  dup: boolean;
}

/** What may wait for one client, and for all of them, in bytes. AWS names no limit. */
const CLIENT_BYTES = 16 * 1024 * 1024;
const ALL_BYTES = 256 * 1024 * 1024;

const LAST_PACKET_ID = 65_535;

/** The room that the outboxes of all clients share. */
export class Room {
  #bytes = 0;

  /** Takes so many bytes; false if there are not as many. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > ALL_BYTES) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** The deliveries of QoS 1 to one client, in their order: those that wait, and those that were sent and have no PUBACK. */
export class Outbox {
  readonly #room: Room;
  readonly #waiting = new Denque<Delivery>();
  readonly #unacknowledged = new Map<number, Delivery>();
  /** Identifiers of those that were sent on an earlier connection, and not yet on this one. */
  readonly #again = new Denque<number>();
  #bytes = 0;
  #lastId = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** How many deliveries are in it. */
  get length(): number {
    return this.#waiting.length + this.#unacknowledged.size;
  }

  /** Adds a delivery; false if there is no room for it, and it is discarded. */
  add(delivery: Delivery): boolean {
    const { weight } = delivery.outgoing;
    if (this.#bytes + weight > CLIENT_BYTES || !this.#room.take(weight)) return false;
    this.#bytes += weight;
    this.#waiting.push(delivery);
    return true;
  }

  /**
   * Takes the next delivery to send; undefined if there is none, or if `receiveMaximum` of them have no PUBACK yet
   * [MQTT-3.3.4-9].
   */
  next(receiveMaximum: number): Sending | undefined {
    const onTheWay = this.#unacknowledged.size - this.#again.length;
    if (onTheWay >= receiveMaximum) return undefined;
    for (let id = this.#again.shift(); id !== undefined; id = this.#again.shift()) {
      const delivery = this.#unacknowledged.get(id);
      if (delivery !== undefined) return { delivery, messageId: id, dup: true };
    }
    const delivery = this.#waiting.shift();
    if (delivery === undefined) return undefined;
    const messageId = this.#freeId();
    this.#unacknowledged.set(messageId, delivery);
    return { delivery, messageId, dup: false };
  }

  /** Takes out a delivery that the client has, or never will have. */
  settle(messageId: number): void {
    const delivery = this.#unacknowledged.get(messageId);
    if (delivery === undefined) return;
    this.#unacknowledged.delete(messageId);
    this.#bytes -= delivery.outgoing.weight;
    this.#room.give(delivery.outgoing.weight);
  }

  /** Discards all deliveries. */
  clear(): void {
    this.#room.give(this.#bytes);
    this.#bytes = 0;
    this.#waiting.clear();
    this.#unacknowledged.clear();
    this.#again.clear();
  }

  /** Sends again what has no PUBACK, on a new connection, in the order in which it was sent [MQTT-4.4.0-1]. */
  startAgain(): void {
    this.#again.clear();
    for (const id of this.#unacknowledged.keys()) this.#again.push(id);
  }

  #freeId(): number {
    do {
      this.#lastId = (this.#lastId % LAST_PACKET_ID) + 1;
    } while (this.#unacknowledged.has(this.#lastId));
    return this.#lastId;
  }
}
