import { generate, type Packet, type Parser, parser } from "mqtt-packet";
import { ConnectRefusal, malformed, reasons } from "./reasons";

/** Decodes the packets of one connection. The version in CONNECT applies to all packets after it. */
export class Decoder {
  readonly #parser: Parser = parser({});
  #packet: Packet | undefined;
  #fault: unknown;

  constructor() {
    this.#parser.on("packet", (packet) => {
      this.#packet = packet;
    });
    this.#parser.on("error", (error: unknown) => {
      this.#fault = error;
    });
  }

  /** @throws Disconnect if the bytes are not a valid packet */
  decode(frame: Buffer): Packet {
    return plainPuback(frame) ?? this.#decode(frame);
  }

  #decode(frame: Buffer): Packet {
    this.#packet = undefined;
    try {
      this.#parser.parse(frame);
    } catch (error) {
      this.#fault = error;
    }
    const packet = this.#packet as Packet | undefined;
    if (this.#fault !== undefined || packet === undefined) {
      throw refusalOfVersion(frame) ?? malformed("the packet cannot be read");
    }
    // The codec returns -1 for an identifier that is cut off; 0 is not allowed either [MQTT-2.2.1-3].
    if (packet.messageId !== undefined && packet.messageId < 1) throw malformed("the packet identifier is missing");
    return packet;
  }
}

/** The bytes of a PUBACK that says only that all is well: they are the same in 3.1.1 and 5 [MQTT-3.4.2]. */
const PUBACK_HEADER = 0x4002;
const PUBACK_LENGTH = 4;

/** Such a PUBACK, or undefined for any other packet. Half of all packets are of this kind. */
function plainPuback(frame: Buffer): Packet | undefined {
  if (frame.length !== PUBACK_LENGTH || frame.readUInt16BE(0) !== PUBACK_HEADER) return undefined;
  const messageId = frame.readUInt16BE(2);
  return messageId === 0 ? undefined : { cmd: "puback", messageId, reasonCode: reasons.success };
}

/** The bytes of such a PUBACK. */
export function pubackBytes(messageId: number): Buffer {
  const bytes = Buffer.allocUnsafe(PUBACK_LENGTH);
  bytes.writeUInt16BE(PUBACK_HEADER, 0);
  bytes.writeUInt16BE(messageId, 2);
  return bytes;
}

/** The beginning of a CONNECT after its fixed header, before the version. */
const protocolName = Buffer.from([0, 4, ...Buffer.from("MQTT")]);

/** The refusal of a CONNECT whose version the codec does not know. */
function refusalOfVersion(frame: Buffer): ConnectRefusal | undefined {
  const at = frame.indexOf(protocolName);
  const level = at >= 2 && at <= 5 && frame[0] === 0x10 ? frame[at + protocolName.length] : undefined;
  // A client of a later version is likely to know the answer of version 5.
  return level !== undefined && level > 5 ? unsupportedVersion(5) : undefined;
}

/** @param version the version of MQTT in which the client is told; undefined if it is one that is known */
export function unsupportedVersion(version?: 4 | 5): ConnectRefusal {
  return new ConnectRefusal(reasons.unsupportedProtocolVersion, "only MQTT 3.1.1 and 5 are served", version);
}

/**
 * Encodes a packet; undefined if it is larger than the client accepts [MQTT-3.1.2-24]. A packet that is too large with its
 * reason string is sent without it [MQTT-3.14.2-3].
 */
export function encode(packet: Packet, protocolVersion: 4 | 5, maximumPacketSize: number): Buffer | undefined {
  const bytes = generate(packet, { protocolVersion });
  if (bytes.length <= maximumPacketSize) return bytes;
  if (!("properties" in packet) || packet.properties === undefined || !("reasonString" in packet.properties)) {
    return undefined;
  }
  const { reasonString, ...properties } = packet.properties;
  return encode({ ...packet, properties } as Packet, protocolVersion, maximumPacketSize);
}
