import { generate } from "mqtt-packet";
import { expired, type QoS } from "../../messages/message";
import type { Retained } from "../store/messages";
import { toPacketProperties } from "./properties";

/** The form in which a client gets a message. */
export interface Form {
  version: 4 | 5;
  qos: QoS;
  /** The RETAIN flag as the client sees it. */
  retain: boolean;
  dup: boolean;
  /** Packet identifier; undefined for QoS 0. */
  messageId: number | undefined;
}

/** What the properties and the fixed header weigh in a queue, at least. */
const OVERHEAD_BYTES = 128;

/** A message on its way out. It is encoded once for all clients that get it in the same form. */
export class Outgoing {
  readonly #message: Retained["message"];
  readonly #publishedAt: number;
  readonly #encoded = new Map<string, Buffer>();

  constructor({ message, publishedAt }: Retained) {
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

  /** The bytes of the PUBLISH. */
  bytes(form: Form, now: number): Buffer {
    // The encoder wants an identifier. It is replaced in a copy for each client.
    const encoded = this.#encode(form, now);
    if (form.messageId === undefined) return encoded;
    const own = Buffer.from(encoded);
    own.writeUInt16BE(form.messageId, idOffset(own));
    return own;
  }

  #encode({ version, qos, retain, dup }: Form, now: number): Buffer {
    const properties = version === 5 ? toPacketProperties(this.#message, now - this.#publishedAt) : {};
    const key = `${version} ${qos} ${retain} ${dup} ${properties.messageExpiryInterval}`;
    const known = this.#encoded.get(key);
    if (known !== undefined) return known;
    const { topic, payload } = this.#message;
    const packet = { cmd: "publish", topic, payload: asBuffer(payload), qos, retain, dup, properties } as const;
    const encoded = generate({ ...packet, ...(qos > 0 && { messageId: 1 }) }, { protocolVersion: version });
    this.#encoded.set(key, encoded);
    return encoded;
  }
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
