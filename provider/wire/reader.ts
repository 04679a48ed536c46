/** How the bytes of a field are to be read, as its tag says. */
const WIRE_TYPES = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads the protobuf wire format.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class Reader {
  constructor(
    private readonly buffer: Buffer,
    private at = 0,
  ) {}

  /** A reader at the same position of the same bytes. */
  copy(): Reader {
    return new Reader(this.buffer, this.at);
  }

  get position(): number {
    return this.at;
  }

  get length(): number {
    return this.buffer.length;
  }

  /** A number of up to 53 bits; of a larger one, such as a negative one, the low bits are lost. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.buffer[this.at++];
      if (byte === undefined) throw new Error("the message ends inside of a number");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  double(): number {
    const value = this.buffer.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  text(): string {
    const end = this.endOfBlock();
    const value = this.buffer.toString("utf8", this.at, end);
    this.at = end;
    return value;
  }

  /** Bytes that share the memory of the message. */
  bytes(): Buffer {
    const end = this.endOfBlock();
    const value = this.buffer.subarray(this.at, end);
    this.at = end;
    return value;
  }

  /** Reads the length of a block, and tells where the block ends. */
  endOfBlock(): number {
    const end = this.varint() + this.at;
    if (end > this.buffer.length) throw new Error("the message ends inside of a block");
    return end;
  }

  /** Skips a field that nobody knows. */
  skip(tag: number): void {
    const type = tag & 7;
    if (type === WIRE_TYPES.varint) this.varint();
    else if (type === WIRE_TYPES.fixed64) this.at += 8;
    else if (type === WIRE_TYPES.bytes) this.at = this.endOfBlock();
    else if (type === WIRE_TYPES.fixed32) this.at += 4;
    else throw new Error(`no wire type of protobuf: ${type}`);
  }
}
