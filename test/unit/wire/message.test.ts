import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import * as fc from "fast-check";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type MethodName, methods, status } from "../../../provider/native/protocol";
import { logRequest } from "../../../provider/process/engine-log";
import { decode, encode, type Field, type MessageType, struct } from "../../../provider/wire/message";
import type { Reader } from "../../../provider/wire/reader";

// The codec is held against google-protobuf, with which Pulumi's own SDK reads and writes, both ways.

/** Fields that no engine has yet: one of each wire type. */
const LATER = Buffer.from("f83f9601f23f026869f93f0000000000000000fd3f00000000", "hex");

const values = fc.dictionary(fc.string({ unit: "grapheme" }), jsonValue(), { noNullPrototype: true });
const bag = { value: struct(1) };

/** What google-protobuf makes of a value, and what it takes: without the key that JavaScript loses there. */
function jsonValue() {
  return fc
    .jsonValue({ noUnicodeString: false, depthSize: "medium" })
    .filter((value) => !/"__proto__"/.test(JSON.stringify(value)));
}

function asWritten(value: Record<string, unknown>): Buffer {
  return Buffer.from(Struct.fromJavaScript(value as { [key: string]: JavaScriptValue }).serializeBinary());
}

/** A message with one field, number 1, whose bytes are these. */
function around(bytes: Buffer): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest = Math.floor(rest / 128)) length.push((rest % 128) | 128);
  return Buffer.concat([Buffer.from([10, ...length, rest]), bytes]);
}

test("values that google-protobuf has written are read as they were", () => {
  fc.assert(
    fc.property(values, (value) => {
      fc.pre(!Object.hasOwn(value, "__proto__"));
      expect(decode(bag, around(asWritten(value))).value).toEqual(value);
    }),
  );
});

test("values that were written here are read by google-protobuf as they were", () => {
  fc.assert(
    fc.property(values, (value) => {
      fc.pre(!Object.hasOwn(value, "__proto__"));
      const written = decode(
        { value: { ...struct(1), read: (reader: Reader) => reader.bytes() } } as never,
        encode(bag, { value }),
      ) as { value: Buffer };
      expect(Struct.deserializeBinary(written.value).toJavaScript()).toEqual(value);
    }),
  );
});

test("a key that JavaScript would lose is kept", () => {
  const value = JSON.parse('{ "__proto__": { "a": 1 }, "b": [null] }') as Record<string, unknown>;
  const read = decode(bag, encode(bag, { value })).value ?? {};
  expect(JSON.stringify(read)).toBe('{"__proto__":{"a":1},"b":[null]}');
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
});

test("keys are read in order, whatever the order on the wire", () => {
  const value = { b: 1, "\u{1f600}": 2, a: { d: 1, c: 2 }, "\uffff": 3 };
  const read = decode(bag, encode(bag, { value })).value;
  // As JavaScript sorts: by code units.
  expect(JSON.stringify(read)).toBe('{"a":{"c":2,"d":1},"b":1,"\u{1f600}":2,"\uffff":3}');
});

test("a value that is undefined is left out, and null in a list", () => {
  const value = { a: undefined, b: [undefined, 1], c: null };
  expect(decode(bag, encode(bag, { value })).value).toEqual({ b: [null, 1], c: null });
});

test("a text with half a character, and numbers at the ends", () => {
  const value = { "\ud800": "\udfff", n: [-0, 5e-324, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY] };
  const expected = { "\ufffd": "\ufffd", n: value.n };
  expect(decode(bag, encode(bag, { value })).value).toEqual(expected);
});

test("a message that ends too early is refused", () => {
  const bytes = encode(bag, { value: { a: ["text", 1.5, true] } });
  for (let length = 1; length < bytes.length; length++) {
    expect(() => decode(bag, bytes.subarray(0, length))).toThrow();
  }
});

describe.each(Object.keys(methods) as MethodName[])("%s", (name) => {
  const { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize } = (
    ResourceProviderService as unknown as Record<string, GrpcMethod>
  )[name.replace(/^./, (first) => first.toLowerCase())] as GrpcMethod;

  test("the request", () => held(methods[name].request, (bytes) => requestSerialize(requestDeserialize(bytes))));
  test("the answer", () => held(methods[name].response, (bytes) => responseSerialize(responseDeserialize(bytes))));
});

test("a line of the log", () => {
  const { requestSerialize, requestDeserialize } = (EngineService as unknown as { log: GrpcMethod }).log;
  held(logRequest, (bytes) => requestSerialize(requestDeserialize(bytes)));
});

test("the details of an error", () => {
  const details = { id: "a", properties: { b: [1] }, reasons: ["c", "d"] };
  const bytes = encode(status, { code: 2, message: "e", details: [{ typeUrl: "f", value: details }] });
  const read = Status.deserializeBinary(bytes);
  expect(read.getCode()).toBe(2);
  expect(read.getMessage()).toBe("e");
  const [any] = read.getDetailsList();
  expect(any?.getTypeUrl()).toBe("f");
  const failed = ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
  expect(failed.getId()).toBe("a");
  expect(failed.getProperties()?.toJavaScript()).toEqual({ b: [1] });
  expect(failed.getReasonsList()).toEqual(["c", "d"]);
});

interface GrpcMethod {
  requestSerialize(value: unknown): Buffer;
  requestDeserialize(bytes: Buffer): unknown;
  responseSerialize(value: unknown): Buffer;
  responseDeserialize(bytes: Buffer): unknown;
}

/** What is written here goes through google-protobuf, and comes back as it was: so every number and type is right. */
function held(type: MessageType, throughGoogle: (bytes: Buffer) => Buffer): void {
  fc.assert(
    fc.property(valuesOf(type), (given) => {
      const bytes = encode(type, given);
      const back = throughGoogle(bytes);
      expect(decode(type, back)).toEqual(given);
      expect(decode(type, Buffer.concat([LATER, bytes, LATER]))).toEqual(given);
    }),
    { numRuns: 30 },
  );
}

function valuesOf(type: MessageType): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(type).map(([name, field]) => [name, arbitraryOf(field)])), {
    requiredKeys: [],
    noNullPrototype: true,
  });
}

/** A value that is not the default one, which nobody writes. */
function arbitraryOf({ kind, of }: Field): fc.Arbitrary<unknown> {
  switch (kind) {
    case "text":
      return fc.string({ unit: "grapheme", minLength: 1 });
    case "flag":
      return fc.constant(true);
    case "int":
      // An enum takes any number, and the largest one of 32 bits is the end.
      return fc.integer({ min: 1, max: 0x7fffffff });
    case "struct":
      return values.filter((value) => !Object.hasOwn(value, "__proto__"));
    case "message":
      return valuesOf(of as MessageType);
    case "repeated":
      return (of as Field).kind === "message" && "key" in ((of as Field).of as MessageType)
        ? entriesOf((of as Field).of as MessageType)
        : fc.array(arbitraryOf(of as Field), { minLength: 1, maxLength: 4 });
  }
}

/** Entries of a map: each key once, in order, and with a value. */
function entriesOf(entry: MessageType): fc.Arbitrary<unknown> {
  const all = fc.record(
    // google-protobuf loses this key.
    {
      key: arbitraryOf(entry["key"] as Field).filter((key) => key !== "__proto__"),
      value: arbitraryOf(entry["value"] as Field),
    },
    { noNullPrototype: true },
  );
  return fc
    .uniqueArray(all, { minLength: 1, maxLength: 4, selector: ({ key }) => key })
    .map((entries) => entries.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1)));
}
