import { payloadExcerpt } from "../../provider/cli/support/payload-excerpt";

// What `iot-retained get` shows of a payload on a terminal.

const excerptOf = (payload: string | Uint8Array) => payloadExcerpt(Buffer.from(payload));

test.each([
  ["on", ["on"]],
  ['{"a":1}\n', ['{"a":1}']],
  ["a\n\n\tb", ["a", "", "\tb"]],
  ["\u001b[31mred\r\u0000", ["\\u001b[31mred\\u000d\\u0000"]],
  ["é".repeat(2_000), ["é".repeat(2_000)]],
])("a text stands there as it is, without control characters: %j", (payload, lines) => {
  expect(excerptOf(payload)).toEqual(lines);
});

test.each([
  ["é".repeat(2_001), ["é".repeat(2_000), "(the first 4,000 B of 4,002 B; `--raw` prints all)"]],
  [`${"x".repeat(1_999)}😀`, ["x".repeat(1_999), "(the first 1,999 B of 2,003 B; `--raw` prints all)"]],
  ["x\n".repeat(41), [...Array(40).fill("x"), "(the first 80 B of 82 B; `--raw` prints all)"]],
])("a long text is cut, and how much it is is said", (payload, lines) => {
  expect(excerptOf(payload)).toEqual(lines);
});

test("other bytes are hexadecimal digits, 16 in a line, and are cut as well", () => {
  expect(excerptOf(Buffer.from([0xff, 0, 10]))).toEqual(["ff 00 0a"]);
  const lines = excerptOf(Buffer.alloc(257, 0x80));
  expect(lines).toHaveLength(17);
  expect(lines[0]).toBe(Array(16).fill("80").join(" "));
  expect(lines.at(-1)).toBe("(the first 256 B of 257 B; `--raw` prints all)");
});
