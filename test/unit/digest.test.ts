import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { canonicalJson } from "../../provider/messages/digest";
import { utf8 } from "../../provider/messages/utf8";

test("the order of keys never matters", () => {
  const folder = join(__dirname, "../fixtures/key-order-does-not-matter");
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  expect(canonicalJson(read("after.json"))).toBe(canonicalJson(read("before.json")));
});

test("canonical text is JSON of the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value))),
    ),
  );
});

test.each([
  [() => 1, "a function has no JSON form"],
  [Number.NaN, "NaN is not allowed"],
  [Number.POSITIVE_INFINITY, "Infinity is not allowed"],
  [1n, "Do not know how to serialize a BigInt"],
  [undefined, "a undefined has no JSON form"],
])("%s has no JSON form", (value, reason) => {
  expect(() => canonicalJson(value)).toThrow(reason);
});

test("bytes that are no UTF-8 have no text, and a byte order mark stays", () => {
  expect(utf8(Buffer.from([0xff]))).toBeUndefined();
  expect(utf8(Buffer.from("\ufeffa"))).toBe("\ufeffa");
});
