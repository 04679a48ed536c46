import { Reader } from "./reader";
import { readStruct, writeStruct } from "./struct";
import { Writer } from "./writer";

/** A message of protobuf: its fields by their names. */
export type MessageType = Readonly<Record<string, Field>>;

/** One field of a message. A field that is read from the wire may be missing; a default value is never written. */
export interface Field<Value = unknown> {
  readonly kind: "text" | "flag" | "int" | "struct" | "message" | "repeated";
  /** Fields of a message, or the item of a repeated field. */
  readonly of?: MessageType | Field | undefined;
  readonly number: number;
  readonly wireType: 0 | 2;
  /** Reads the value, after the tag of the field. @param before the values of the field that have been read */
  read(reader: Reader, before: Value | undefined): Value;
  /** Writes the field with its tag. */
  write(writer: Writer, value: Value): void;
}

/** The values of a message. */
export type Values<T extends MessageType> = { [K in keyof T]?: (T[K] extends Field<infer V> ? V : never) | undefined };

/** Reads the values of a message. Fields that the type does not have are skipped. */
export function decode<T extends MessageType>(type: T, bytes: Buffer): Values<T> {
  return decoderOf(type)(bytes) as Values<T>;
}

/** Writes the values of a message. */
export function encode<T extends MessageType>(type: T, values: Values<T>): Buffer {
  const writer = new Writer();
  writeMessage(type, writer, values as Record<string, unknown>);
  return writer.finish();
}

const decoders = new WeakMap<MessageType, (bytes: Buffer) => Record<string, unknown>>();

function decoderOf(type: MessageType): (bytes: Buffer) => Record<string, unknown> {
  const known = decoders.get(type);
  if (known !== undefined) return known;
  const fields = new Map(Object.entries(type).map(([name, field]) => [tagOf(field), { name, field }]));
  const decoder = (bytes: Buffer) => {
    const reader = new Reader(bytes);
    const values: Record<string, unknown> = {};
    while (reader.position < reader.length) {
      const tag = reader.varint();
      const found = fields.get(tag);
      if (found === undefined) reader.skip(tag);
      else if (found.field.kind === "struct") {
        const later = reader.copy();
        reader.skip(tag);
        readOnDemand(values, found.name, () => found.field.read(later, undefined));
      } else values[found.name] = found.field.read(reader, values[found.name]);
    }
    return values;
  };
  decoders.set(type, decoder);
  return decoder;
}

/** Adds a value that is read once somebody asks for it: not every call needs each of its structs, and they may be large. */
function readOnDemand(values: object, name: string, read: () => unknown): void {
  const property = { enumerable: true, configurable: true };
  Object.defineProperty(values, name, {
    ...property,
    get: () => {
      const value = read();
      Object.defineProperty(values, name, { ...property, writable: true, value });
      return value;
    },
  });
}

function writeMessage(type: MessageType, writer: Writer, values: Record<string, unknown>): void {
  for (const [name, field] of Object.entries(type).reverse()) {
    const value = values[name];
    if (value !== undefined) field.write(writer, value);
  }
}

function tagOf({ number, wireType }: Pick<Field, "number" | "wireType">): number {
  return number * 8 + wireType;
}

/** A field whose default value is not written. */
function single<V>(
  description: Pick<Field, "kind" | "number" | "wireType" | "of">,
  read: (reader: Reader) => V,
  write: (writer: Writer, value: V) => void,
): Field<V> {
  const tag = tagOf(description);
  return {
    ...description,
    read,
    write: (writer, value) => {
      if (value === "" || value === 0 || value === false) return;
      write(writer, value);
      writer.varint(tag);
    },
  };
}

export const text = (number: number) =>
  single<string>(
    { kind: "text", number, wireType: 2 },
    (reader) => reader.text(),
    (writer, value) => writer.text(value),
  );

export const flag = (number: number) =>
  single<boolean>(
    { kind: "flag", number, wireType: 0 },
    (reader) => reader.varint() !== 0,
    (writer, value) => writer.varint(value ? 1 : 0),
  );

/** A whole number, 0 or above, or an enum. */
export const int = (number: number) =>
  single<number>(
    { kind: "int", number, wireType: 0 },
    (reader) => reader.varint(),
    (writer, value) => writer.varint(value),
  );

/** A `google.protobuf.Struct` as a plain object. */
export const struct = (number: number) =>
  single<Record<string, unknown>>(
    { kind: "struct", number, wireType: 2 },
    (reader) => readStruct(reader, reader.endOfBlock()),
    (writer, value) => {
      const before = writer.length;
      writeStruct(writer, value);
      writer.closeBlock(before);
    },
  );

/** Another message inside of this one. */
export const message = <T extends MessageType>(number: number, type: T) =>
  single<Values<T>>(
    { kind: "message", number, wireType: 2, of: type },
    (reader) => decode(type, reader.bytes()),
    (writer, value) => {
      const before = writer.length;
      writeMessage(type, writer, value as Record<string, unknown>);
      writer.closeBlock(before);
    },
  );

/** A field that may be there several times. */
export function repeated<V>(make: (number: number) => Field<V>, number: number): Field<V[]> {
  const item = make(number);
  const tag = tagOf(item);
  return {
    kind: "repeated",
    of: item as Field,
    number,
    wireType: item.wireType,
    read: (reader, before = []) => {
      before.push(item.read(reader, undefined));
      return before;
    },
    write: (writer, values) => {
      for (const value of values.toReversed()) {
        const { length } = writer;
        item.write(writer, value);
        if (writer.length > length) continue;
        // An item has to be there, also if it is empty.
        writer.varint(0);
        writer.varint(tag);
      }
    },
  };
}

/** A map from texts to messages. */
export const map = <T extends MessageType>(number: number, type: T) =>
  repeated((entry) => message(entry, { key: text(1), value: message(2, type) }), number);
