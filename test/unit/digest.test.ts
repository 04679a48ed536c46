import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { canonicalJson, utf8 } from "../../provider/messages/digest";

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

test.each([[() => 1], [Number.NaN], [Number.POSITIVE_INFINITY], [1n], [undefined]])("%s has no JSON form", (value) => {
  expect(() => canonicalJson(value)).toThrow();
});

test("bytes that are no UTF-8 have no text, and a byte order mark stays", () => {
  expect(utf8(Buffer.from([0xff]))).toBeUndefined();
  expect(utf8(Buffer.from("\ufeffa"))).toBe("\ufeffa");
});
