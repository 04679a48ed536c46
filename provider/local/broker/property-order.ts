import type { UserProperty } from "../../messages/user-properties";
import { utf8 } from "../../messages/utf8";
import { malformed, protocolError } from "./reasons";

/**
 * Reads the user properties of a PUBLISH from its bytes, in the order in which they were sent, which AWS promises to keep
 * [MQTT-3.3.2-17]. The codec does not keep it: it groups them by key, puts keys that look like numbers first, and loses an
 * empty value if the same key follows. The bytes before the user properties are checked for length and UTF-8 on the way.
 */
export function publishUserProperties(frame: Buffer, qos: number, version: 4 | 5): UserProperty[] {
  const cursor = new Cursor(frame);
  cursor.fixedHeader();
  cursor.text();
  if (qos > 0) cursor.skip(2);
  return version === 5 ? cursor.properties(ofPublish) : [];
}

/**
 * Reads the user properties of the Will in a CONNECT, as {@link publishUserProperties} does. The client id before it is
 * checked as well, also without a Will.
 */
export function willUserProperties(frame: Buffer, version: 4 | 5, hasWill: boolean): UserProperty[] {
  const cursor = new Cursor(frame);
  cursor.fixedHeader();
  cursor.text();
  // Protocol version, connect flags and keep alive.
  cursor.skip(4);
  if (version === 5) cursor.properties(ofConnect);
  cursor.text();
  if (!hasWill) return [];
  const properties = version === 5 ? cursor.properties(ofWill) : [];
  cursor.text();
  return properties;
}

type Form = "text" | "bytes" | "pair" | "varint" | number;

const userProperty = 0x26;
const subscriptionIdentifier = 0x0b;

/** The form of each property's value; a number is its size in bytes [MQTT 5.0, table 2-4]. */
const forms: Readonly<Record<number, Form>> = {
  1: 1, // payload format indicator
  2: 4, // message expiry interval
  3: "text", // content type
  8: "text", // response topic
  9: "bytes", // correlation data
  [subscriptionIdentifier]: "varint",
  17: 4, // session expiry interval
  21: "text", // authentication method
  22: "bytes", // authentication data
  23: 1, // request problem information
  24: 4, // will delay interval
  25: 1, // request response information
  33: 2, // receive maximum
  34: 2, // topic alias maximum
  35: 2, // topic alias
  [userProperty]: "pair",
  39: 4, // maximum packet size
};

/** The properties that each packet may have [MQTT 5.0, table 2-4]. */
const ofPublish: ReadonlySet<number> = new Set([1, 2, 3, 8, 9, subscriptionIdentifier, 35, userProperty]);
const ofConnect: ReadonlySet<number> = new Set([17, 21, 22, 23, 25, 33, 34, userProperty, 39]);
const ofWill: ReadonlySet<number> = new Set([1, 2, 3, 8, 9, 24, userProperty]);

/** Reads the bytes of a packet from start to end. Its methods throw Disconnect. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  fixedHeader(): void {
    this.skip(1);
    this.#varint();
  }

  skip(count: number): void {
    this.#take(count);
  }

  text(): string {
    const text = utf8(this.#sized());
    // [MQTT-1.5.4-1], [MQTT-1.5.4-2]
    if (text === undefined || text.includes("\0")) throw malformed("a string is not valid UTF-8");
    return text;
  }

  /** Reads a block of properties, and returns the user properties in it. */
  properties(valid: ReadonlySet<number>): UserProperty[] {
    const length = this.#varint();
    const end = this.#at + length;
    const found: UserProperty[] = [];
    const seen = new Set<number>();
    while (this.#at < end) {
      const id = this.#varint();
      if (!valid.has(id)) throw malformed(`property ${id} is not one of this packet`);
      if (id === userProperty) found.push([this.text(), this.text()]);
      else {
        if (seen.has(id) && id !== subscriptionIdentifier) throw protocolError(`property ${id} is given twice`);
        seen.add(id);
        this.#value(forms[id]);
      }
    }
    if (this.#at !== end) throw malformed("the properties are longer than their length says");
    return found;
  }

  #value(form: Form | undefined): void {
    if (form === "text") this.text();
    else if (form === "bytes") this.#sized();
    else if (form === "varint") this.#varint();
    else if (typeof form === "number") this.skip(form);
    else throw malformed("a property is not known here");
  }

  #sized(): Buffer {
    return this.#take(this.#take(2).readUInt16BE());
  }

  #varint(): number {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.#take(1).readUInt8();
      value += (byte & 0x7f) * 128 ** i;
      if (byte < 0x80) return value;
    }
    throw malformed("a variable byte integer is over four bytes long");
  }

  #take(count: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    if (taken.length !== count) throw malformed("the packet ends too early");
    this.#at += count;
    return taken;
  }
}
