import { setOwn } from "../plain/objects";
import type { Reader } from "./reader";
import type { Writer } from "./writer";

/** A value that has a JSON form. Undefined is null in a list, and nothing in an object. */
export type PlainValue = unknown;

/** Tags of the fields of `google.protobuf.Struct`, of its entries, and of `Value` and `ListValue`. */
const STRUCT_ENTRY = 10;
const ENTRY_KEY = 10;
const ENTRY_VALUE = 18;
const VALUE_NULL = 8;
const VALUE_NUMBER = 17;
const VALUE_TEXT = 26;
const VALUE_FLAG = 32;
const VALUE_STRUCT = 42;
const VALUE_LIST = 50;
const LIST_ITEM = 10;

/**
 * Reads a `google.protobuf.Struct` that ends at a position, as a plain object. Its keys are in order, since Go writes those of
 * a map in any order, and equal values are to have one form.
 */
export function readStruct(reader: Reader, end: number): Record<string, PlainValue> {
  // Two lists, and not one of pairs: the pairs of 10,000 messages were most of what had to be collected.
  const keys: string[] = [];
  const values: PlainValue[] = [];
  let isInOrder = true;
  while (reader.position < end) {
    const tag = reader.varint();
    if (tag !== STRUCT_ENTRY) {
      reader.skip(tag);
      continue;
    }
    readEntry(reader, reader.endOfBlock(), keys, values);
    isInOrder &&= keys.length === 1 || (keys.at(-2) ?? "") < (keys.at(-1) ?? "");
  }
  const object: Record<string, PlainValue> = {};
  for (const index of isInOrder ? keys.keys() : inOrder(keys)) setOwn(object, keys[index] ?? "", values[index]);
  return object;
}

/** Adds the key and the value of an entry that ends at a position. */
function readEntry(reader: Reader, end: number, keys: string[], values: PlainValue[]): void {
  let key = "";
  let value: PlainValue = null;
  while (reader.position < end) {
    const tag = reader.varint();
    if (tag === ENTRY_KEY) key = reader.text();
    else if (tag === ENTRY_VALUE) value = readValue(reader, reader.endOfBlock());
    else reader.skip(tag);
  }
  keys.push(key);
  values.push(value);
}

/** Positions of the keys, in the order of the keys. */
function inOrder(keys: readonly string[]): number[] {
  const before = (a: number, b: number) => {
    const one = keys[a] ?? "";
    const other = keys[b] ?? "";
    return one < other ? -1 : one > other ? 1 : 0;
  };
  return keys.map((_, index) => index).sort(before);
}

function readValue(reader: Reader, end: number): PlainValue {
  let value: PlainValue = null;
  while (reader.position < end) {
    const tag = reader.varint();
    if (tag === VALUE_TEXT) value = reader.text();
    else if (tag === VALUE_STRUCT) value = readStruct(reader, reader.endOfBlock());
    else if (tag === VALUE_LIST) value = readList(reader, reader.endOfBlock());
    else if (tag === VALUE_NUMBER) value = reader.double();
    else if (tag === VALUE_FLAG) value = reader.varint() !== 0;
    else {
      reader.skip(tag);
      if (tag === VALUE_NULL) value = null;
    }
  }
  return value;
}

function readList(reader: Reader, end: number): PlainValue[] {
  const list: PlainValue[] = [];
  while (reader.position < end) {
    const tag = reader.varint();
    if (tag === LIST_ITEM) list.push(readValue(reader, reader.endOfBlock()));
    else reader.skip(tag);
  }
  return list;
}

/** Writes a plain object as a `google.protobuf.Struct`, without its length. */
export function writeStruct(writer: Writer, object: object): void {
  // The writer goes from the end to the beginning.
  for (const [key, value] of Object.entries(object).reverse()) {
    if (value === undefined) continue;
    const before = writer.length;
    writeValue(writer, value);
    writer.varint(ENTRY_VALUE);
    writer.text(key);
    writer.varint(ENTRY_KEY);
    writer.closeBlock(before);
    writer.varint(STRUCT_ENTRY);
  }
}

/** Writes a value as a `google.protobuf.Value`, with its length. */
function writeValue(writer: Writer, value: PlainValue): void {
  const before = writer.length;
  if (typeof value === "string") {
    writer.text(value);
    writer.varint(VALUE_TEXT);
  } else if (typeof value === "number") {
    writer.double(value);
    writer.varint(VALUE_NUMBER);
  } else if (typeof value === "boolean") {
    writer.varint(value ? 1 : 0);
    writer.varint(VALUE_FLAG);
  } else if (Array.isArray(value)) {
    for (const item of value.toReversed()) {
      writeValue(writer, item);
      writer.varint(LIST_ITEM);
    }
    writer.closeBlock(before);
    writer.varint(VALUE_LIST);
  } else if (typeof value === "object" && value !== null) {
    writeStruct(writer, value);
    writer.closeBlock(before);
    writer.varint(VALUE_STRUCT);
  } else if (value === null || value === undefined) {
    writer.varint(0);
    writer.varint(VALUE_NULL);
  } else {
    throw new TypeError(`a ${typeof value} has no JSON form`);
  }
  writer.closeBlock(before);
}
