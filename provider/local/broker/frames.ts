import { Disconnect, malformed, reasons } from "./reasons";

/** Bytes of variable header and payload that AWS accepts in one packet: 146 KB. */
export const maximumRemainingLength = 146 * 1024;

/**
 * Splits a stream into MQTT packets. The codec could do this too, but it buffers up to 256 MB for one packet, and it reads
 * past the end of a packet that is too short.
 */
export class FrameSplitter {
  /** What came after the chunks of the packet before, in its order. */
  #chunks: Buffer[] = [];
  #length = 0;

  /** Adds what has come. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Takes the next packet; undefined while it is not complete. @throws Disconnect */
  next(): Buffer | undefined {
    if (this.#length === 0) return undefined;
    const [first = Buffer.alloc(0)] = this.#chunks;
    // The size is in the first five bytes, which are nearly always in the first chunk.
    const start = first.length >= 5 ? first : this.#join();
    const size = frameSize(start);
    if (size > this.#length) return undefined;
    const all = size <= start.length ? start : this.#join();
    this.#chunks[0] = all.subarray(size);
    if (size === all.length) this.#chunks.shift();
    this.#length -= size;
    return all.subarray(0, size);
  }

  /** Joins all chunks to one. A packet of many chunks is joined once, when it is complete. */
  #join(): Buffer {
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
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
      // [MQTT-1.5.5-1]
      if (byte === 0 && i > 1) throw malformed("the remaining length has more bytes than it needs");
      if (remaining > maximumRemainingLength) throw new Disconnect(reasons.packetTooLarge, "the packet is too large");
      return 1 + i + remaining;
    }
  }
  throw malformed("the remaining length is over four bytes long");
}
