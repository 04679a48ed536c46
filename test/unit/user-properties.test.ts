import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  bytesOf,
  fromPairs,
  fromWire,
  toPairs,
  toWire,
  type UserProperty,
} from "../../provider/messages/user-properties";
import { SIGNATURE_KEY } from "../../provider/pulumi/signatures";
import { isUnknown } from "../../provider/pulumi/unknowns";
import { messagePropertySchemas } from "../../provider/validation/message-schemas";
import { sentinels } from "../support/sentinels";

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

test.each([...sentinels, SIGNATURE_KEY, "__proto__"])("the live key or value %s is nothing else to Pulumi", (text) => {
  const live: UserProperty[] = [
    ["a", "1"],
    [text, "2"],
    ["b", text],
    [text, text],
  ];
  for (const like of [undefined, { a: "1" }, [{ a: "1" }], [["a", "1"] as const]]) {
    const declared = fromPairs(live, like);
    expect(toPairs(declared)).toEqual(live);
    // What the wire of Pulumi makes of it: the same.
    const sent = Struct.fromJavaScript({ declared: declared as Record<string, never> });
    expect(sent.toJavaScript()).toEqual({ declared });
    expect(isUnknown(declared)).toBe(false);
    expect(JSON.stringify(declared)).not.toContain(`"${SIGNATURE_KEY}":`);
    expect(messagePropertySchemas.userProperties.safeParse(declared).success).toBe(true);
  }
});

test("a live property that is safe stays as it was declared, beside one that is not", () => {
  const [sentinel = ""] = sentinels;
  expect(
    fromPairs(
      [
        ["a", "1"],
        [SIGNATURE_KEY, "2"],
        ["b", sentinel],
      ],
      { a: "1" },
    ),
  ).toEqual([{ a: "1" }, [SIGNATURE_KEY, "2"], { keyBase64: "Yg==", valueBase64: expect.any(String) }]);
});

test("pairs and base64 may be declared, and drifted pairs come back as pairs", () => {
  const declared = [["step", "1"] as const, { step: "2" }, { keyBase64: "c3RlcA==", valueBase64: "Mw==" }];
  expect(toPairs(declared)).toEqual([
    ["step", "1"],
    ["step", "2"],
    ["step", "3"],
  ]);
  expect(fromPairs([["a", "2"]], [["a", "1"]])).toEqual([["a", "2"]]);
});

test.each(["{}", "[1]", "nonsense", "null"])("%s is no list of user properties", (json) => {
  expect(() => fromWire(json)).toThrow(SyntaxError);
});

test("no properties are no header", () => expect(toWire([])).toBeUndefined());

test("bytes are those of keys and values in UTF-8", () => expect(bytesOf([["ü", "ab"]])).toBe(4));
