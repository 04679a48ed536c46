import { generate } from "mqtt-packet";
import { expired, type Message, type QoS } from "../../messages/message";
import type { Retained } from "../store/retained";
import { toPacketProperties } from "./properties";

/** The form in which a client gets a message. */
export interface Form {
  version: 4 | 5;
  qos: QoS;
  /** The RETAIN flag as the client sees it. */
  retain: boolean;
  dup: boolean;
}

/** What the properties and the fixed header weigh in a queue, at least. */
const OVERHEAD_BYTES = 128;

/** A message on its way out. It is encoded once for all clients that get it in the same form. */
export class Outgoing {
  readonly #message: Message;
  readonly #publishedAt: number;
  /** The bytes by {@link indexOf}. */
  readonly #encoded: Buffer[] = [];

  constructor({ message, publishedAt }: Pick<Retained, "message" | "publishedAt">) {
    this.#message = message;
    this.#publishedAt = publishedAt;
  }

  /** What it counts in a queue, in bytes. */
  get weight(): number {
    return this.#message.payload.length + this.#message.topic.length + OVERHEAD_BYTES;
  }

  /** Whether it has expired at `now`, so that nobody gets it any more [MQTT-3.3.2-5]. */
  isOver(now: number): boolean {
    return expired(this.#message.messageExpiry, this.#publishedAt, now);
  }

  /**
   * The bytes of the PUBLISH.
   *
   * @param messageId packet identifier; undefined for QoS 0
   */
  bytes(form: Form, messageId: number | undefined, now: number): Buffer {
    const encoded = this.#encode(form, now);
    if (messageId === undefined) return encoded;
    const own = Buffer.from(encoded);
    own.writeUInt16BE(messageId, idOffset(own));
    return own;
  }

  #encode(form: Form, now: number): Buffer {
    const known = this.#encoded[indexOf(form)];
    // The time that is left is in the bytes.
    if (known !== undefined && this.#message.messageExpiry === undefined) return known;
    const { version: protocolVersion, ...flags } = form;
    const { topic, payload } = this.#message;
    const properties = protocolVersion === 5 ? toPacketProperties(this.#message, now - this.#publishedAt) : {};
    const packet = { cmd: "publish", topic, payload: asBuffer(payload), ...flags, properties } as const;
    // The encoder wants an identifier. It is replaced in a copy for each client.
    const encoded = generate({ ...packet, ...(form.qos > 0 && { messageId: 1 }) }, { protocolVersion });
    this.#encoded[indexOf(form)] = encoded;
    return encoded;
  }
}

function indexOf({ version, qos, retain, dup }: Form): number {
  return (version - 4) * 8 + qos * 4 + (retain ? 2 : 0) + (dup ? 1 : 0);
}

/** Where the packet identifier is: after the fixed header and the topic [MQTT 5.0, figure 3-9]. */
function idOffset(publish: Buffer): number {
  let at = 1;
  while (publish.readUInt8(at) >= 0x80) at++;
  at++;
  return at + 2 + publish.readUInt16BE(at);
}

/** The same bytes, without a copy. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
