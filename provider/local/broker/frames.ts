import { Disconnect, malformed, reasons } from "./reasons";

/** Bytes of variable header and payload that AWS accepts in one packet: 146 KB. */
export const maximumRemainingLength = 146 * 1024;

/**
 * Splits a stream into MQTT packets. The codec could do this too, but it buffers up to 256 MB for one packet, and it reads
 * past the end of a packet that is too short.
 */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The packets that this chunk completes, in order. @throws Disconnect */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let size = frameSize(this.#rest); size <= this.#rest.length; size = frameSize(this.#rest)) {
      const frame = this.#rest.subarray(0, size);
      this.#rest = this.#rest.subarray(size);
      yield frame;
    }
  }
}

/** Bytes of the first packet, with its header; infinite while its length is not known [MQTT-1.5.5-1]. */
function frameSize(bytes: Buffer): number {
  let remaining = 0;
  for (let i = 1; i <= 4; i++) {
    const byte = bytes[i];
    if (byte === undefined) return Number.POSITIVE_INFINITY;
    remaining += (byte & 0x7f) * 128 ** (i - 1);
    if (byte < 0x80) {
      if (remaining > maximumRemainingLength) throw new Disconnect(reasons.packetTooLarge, "the packet is too large");
      return 1 + i + remaining;
    }
  }
  throw malformed("the remaining length is over four bytes long");
}
