/** Bytes to begin with. */
const INITIAL_SIZE = 1024;

/**
 * Writes the protobuf wire format from its end to its beginning: the length of a block comes before it, and is known once
 * the block is written.
 */
export class Writer {
  private buffer = Buffer.allocUnsafe(INITIAL_SIZE);
  /** Where the first byte of what is written lies. */
  private at = INITIAL_SIZE;

  /** Bytes that are written so far. */
  get length(): number {
    return this.buffer.length - this.at;
  }

  finish(): Buffer {
    return this.buffer.subarray(this.at);
  }

  /** @param value a whole number of up to 53 bits, 0 or above */
  varint(value: number): void {
    let at = this.reserve(value < 0x80 ? 1 : sizeOfVarint(value));
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[at] = rest;
  }

  double(value: number): void {
    const at = this.reserve(8);
    this.buffer.writeDoubleLE(value, at);
  }

  /** A text with its length before it. */
  text(value: string): void {
    const size = Buffer.byteLength(value);
    const at = this.reserve(size);
    this.buffer.write(value, at);
    this.varint(size);
  }

  /** Bytes with their length before them. */
  bytes(value: Uint8Array): void {
    const at = this.reserve(value.length);
    this.buffer.set(value, at);
    this.varint(value.length);
  }

  /** Writes the length of a block that ends where so many bytes had been written. */
  closeBlock(before: number): void {
    this.varint(this.length - before);
  }

  /** Makes room for so many bytes before what is written, and tells where it begins. */
  private reserve(size: number): number {
    if (this.at < size) {
      const { length } = this;
      const larger = Buffer.allocUnsafe(2 * this.buffer.length + size);
      this.buffer.copy(larger, larger.length - length, this.at);
      this.at = larger.length - length;
      this.buffer = larger;
    }
    this.at -= size;
    return this.at;
  }
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}
