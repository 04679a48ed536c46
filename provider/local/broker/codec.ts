import { generate, type Packet, type Parser, parser } from "mqtt-packet";
import { malformed } from "./reasons";

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
    this.#packet = undefined;
    try {
      this.#parser.parse(frame);
    } catch (error) {
      this.#fault = error;
    }
    const packet = this.#packet as Packet | undefined;
    if (this.#fault !== undefined || packet === undefined) throw malformed("the packet cannot be read");
    // The codec returns -1 for an identifier that is cut off; 0 is not allowed either [MQTT-2.2.1-3].
    if (packet.messageId !== undefined && packet.messageId < 1) throw malformed("the packet identifier is missing");
    return packet;
  }
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
