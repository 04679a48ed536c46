import fc from "fast-check";
import {
  bytesOf,
  fromPairs,
  fromWire,
  toPairs,
  toWire,
  type UserProperty,
} from "../../provider/messages/user-properties";

const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 });

test("what goes to the wire comes back, in order and with repeated keys", () => {
  fc.assert(fc.property(pairs, (given) => expect(fromWire(toWire(given) ?? "")).toEqual(given)));
});

test("a record is sent sorted by key, whatever the order it was written in", () => {
  expect(toPairs({ b: "2", a: "1" })).toEqual([
    ["a", "1"],
    ["b", "2"],
  ]);
  expect(toPairs({ a: "1", b: "2" })).toEqual(toPairs({ b: "2", a: "1" }));
});

test("an array keeps its order and its repeated keys", () => {
  expect(toPairs([{ b: "2" }, { a: "1" }, { b: "3" }])).toEqual([
    ["b", "2"],
    ["a", "1"],
    ["b", "3"],
  ]);
});

test("live properties take the form of their declaration, where they fit it", () => {
  const live: UserProperty[] = [["a", "1"]];
  expect(fromPairs(live, { a: "0" })).toEqual({ a: "1" });
  expect(fromPairs(live, [{ a: "0" }])).toEqual([{ a: "1" }]);
  expect(fromPairs([...live, ["a", "2"]], { a: "0" })).toEqual([{ a: "1" }, { a: "2" }]);
  expect(fromPairs([], { a: "0" })).toBeUndefined();
});

test.each(["{}", "[1]", "nonsense", "null"])("%s is no list of user properties", (json) => {
  expect(() => fromWire(json)).toThrow(SyntaxError);
});

test("no properties are no header", () => expect(toWire([])).toBeUndefined());

test("bytes are those of keys and values in UTF-8", () => expect(bytesOf([["ü", "ab"]])).toBe(4));
