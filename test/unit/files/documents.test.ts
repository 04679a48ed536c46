import fc from "fast-check";
import { type Format, parseDocument } from "../../../provider/files/formats/document";
import { isCarried } from "../../../provider/files/formats/numbers";
import { issuesIn, read } from "../../support/read-folder";

const INEXACT = "a number that JSON cannot carry exactly; write it as a string";
const SURROGATE = "must not contain a lone surrogate: it has no UTF-8 form";
const TOO_DEEP = "expected at most 200 levels of nesting";
const MERGE = "a merge key takes a map, or a list of maps; in quotes it is an ordinary key";
const TAG = "a tag of a type that JSON does not have";
const TOO_MANY = "expected at most 1,000 aliases; those inside an aliased value count each time it is used";

test.each<[string, string]>([
  ['{"a": 1,\n "b" 2}', "line 2, column 6: colon expected"],
  ['{"a": 1,\n "b": 2,}', "line 2, column 9: property name expected"],
  ['{"a": 1}}', "line 1, column 9: end of file expected"],
  ["// no\n{}", "line 1, column 1: invalid comment token"],
  [" ", "line 1, column 2: value expected"],
  ['"a\u0001"', "line 1, column 1: invalid character"],
  ['{"a":{"x":1},"a":2}', "line 1, column 14: the same key as before"],
  ["[9007199254740993]", `line 1, column 2: ${INEXACT}`],
  ["[1e999]", `line 1, column 2: ${INEXACT}`],
  ['{"a": ["\\ud800"]}', `line 1, column 8: ${SURROGATE}`],
  ['{"a": 1,\n"\\udfff": 1}', `line 2, column 1: ${SURROGATE}`],
  ["null", "expected a JSON value, got null"],
  [nested(201), TOO_DEEP],
  [nested(50_000), TOO_DEEP],
])("JSON is refused: %#", (text, issue) => {
  expect(issuesIn({ "a.json": text })).toEqual([`a.json: ${issue}`]);
});

test.each<[string, string]>([
  ["a: 1\nb:\n\t- c", "line 3, column 1: a tab as indentation, which YAML does not allow"],
  ["a: 1\na: 2", "line 2, column 1: the same key as before"],
  ['1: a\n"1": b', "line 2, column 1: the same key as before"],
  ["? [a]\n: b", "line 1, column 3: expected a key that is a string"],
  ["a: &a x\n*a : 1", "line 2, column 1: expected a key that is a string"],
  ["a: 1\n---\nb: 2", "line 2, column 1: expected one document, got several"],
  [
    "a: !secret b",
    `line 1, column 4: ${TAG}; no secrets are read from files, so add the value in the program, with \`map\``,
  ],
  [
    "a: !include b.yaml",
    `line 1, column 4: ${TAG}; no file is read into another, so list it under \`inherit\` in retained.yaml`,
  ],
  ["a: !!binary aGk=", `line 1, column 4: ${TAG}; write the value without it`],
  ["!!set {a, b}", `line 1, column 1: ${TAG}; write the value without it`],
  ["a: !!timestamp 2026-01-01", `line 1, column 4: ${TAG}; write the value without it`],
  ["a: [1, .nan]", "line 1, column 8: a number that JSON does not have"],
  ["a: -.inf", "line 1, column 4: a number that JSON does not have"],
  ["a: 1e999", `line 1, column 4: ${INEXACT}`],
  ["a: 9007199254740993", `line 1, column 4: ${INEXACT}`],
  ["a: 0xffffffffffffffff", `line 1, column 4: ${INEXACT}`],
  ["a: &a [1]\nb:\n  <<: *a", `line 3, column 3: ${MERGE}`],
  ["b: {<<: [{x: 1}, [2]]}", `line 1, column 5: ${MERGE}`],
  [mergeBomb(), TOO_MANY],
  ["a: *b\nb: &b 1", "line 1, column 4: an alias without an anchor before it"],
  ["a: &a [*a]", "line 1, column 8: an alias inside the value that it stands for"],
  [`a: &a 1\n${Array.from({ length: 1_001 }, (_, i) => `b${i}: *a`).join("\n")}`, `line 1002, column 8: ${TOO_MANY}`],
  [bomb(), TOO_MANY],
  [nested(201), TOO_DEEP],
  [nested(50_000), TOO_DEEP],
  ['a: ["\\ud800"]', `line 1, column 5: ${SURROGATE}`],
  ['"\\udfff": 1', `line 1, column 1: ${SURROGATE}`],
  ["# nothing\n", "expected a JSON value, got null"],
])("YAML is refused: %#", (text, issue) => {
  expect(issuesIn({ "a.yaml": text })).toEqual([`a.yaml: ${issue}`]);
});

test("merge keys are resolved as tools for YAML 1.1 do", () => {
  const text = `
base: &base { speed: 1, unit: bar, limits: { low: 1, high: 9 } }
other: &other { speed: 2, note: x }
one: { <<: *base, limits: { low: 2 } }
two: { speed: 3, <<: [*other, *base] }
three: { "<<": { speed: 4 } }
four: { <<: 5 }
`;
  expect(parseDocument(text, "yaml")).toMatchObject({
    value: {
      one: { speed: 1, unit: "bar", limits: { low: 2 } },
      two: { speed: 3, note: "x", unit: "bar", limits: { low: 1, high: 9 } },
      three: { "<<": { speed: 4 } },
      four: { "<<": 5 },
    },
  });
});

test("JSON with comments is JSON in all else", () => {
  const text = '// how fast\n{"a": 1, /* b */ "b": "// no comment"}\n';
  expect(read({ "a.jsonc": text })).toEqual({ a: { payload: '{"a":1,"b":"// no comment"}' } });
  expect(issuesIn({ "a.jsonc": '// x\n{"a": 1,\n "a": 2}' })).toEqual([
    "a.jsonc: line 3, column 2: the same key as before",
  ]);
  expect(issuesIn({ "a.jsonc": '{"a": [1,]}' })).toEqual(["a.jsonc: line 1, column 10: value expected"]);
});

test("what is no more than allowed is taken", () => {
  expect(read({ "a.json": nested(200) })).toEqual({ a: { payload: nested(200) } });
  expect(read({ "a.yaml": nested(200) })).toEqual({ a: { payload: nested(200) } });
  const text = '{ x: &x [1], y: *x, yes: no, "<<": [010], e: 1e3, f: !!str 1, g: ~ }';
  expect(read({ "a.yaml": text })).toEqual({
    a: { payload: '{"<<":[10],"e":1000,"f":"1","g":null,"x":[1],"y":[1],"yes":"no"}' },
  });
  expect(read({ "a.yaml": "%YAML 1.1\n---\na: yes" })).toEqual({ a: { payload: '{"a":"yes"}' } });
  expect(read({ "a.json": '{"__proto__":{"a":1}}', "b.yaml": "__proto__: {a: 1}" })).toEqual({
    a: { payload: '{"__proto__":{"a":1}}' },
    b: { payload: '{"__proto__":{"a":1}}' },
  });
});

test("a long map does not take long", () => {
  const text = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join("\n");
  // If all keys were compared with each other, this would time out.
  expect(parseDocument(text, "yaml")).toHaveProperty("value.k39999", 1);
}, 20_000);

test.each<[string, boolean]>([
  ["9007199254740991", true],
  ["9007199254740993", false],
  ["-9007199254740993.0", false],
  ["90071992547409930e-1", false],
  ["1180591620717411303424", false],
  ["1e21", true],
  ["1.5e300", true],
  ["-0", true],
  ["0e999", true],
  ["00012.500", true],
  ["0.1", true],
  ["0.10000000000000001", true],
  ["1e-400", false],
  ["1e400", false],
  [`1${"0".repeat(400)}.5`, false],
  [".5", true],
  ["5.", true],
  ["+100", true],
])("whether a number is published as itself: %s", (text, expected) => {
  expect(isCarried(text)).toBe(expected);
});

test("every number of JavaScript is published as itself, as it writes it", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => isCarried(String(value))));
});

/** Texts that are nearly documents. They contain a word that must never be shown. */
const nearly = fc
  .array(
    fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ": ",
      ",",
      '"',
      "'",
      "\n",
      "  ",
      "\t",
      "- ",
      "hush",
      '"hush"',
      "hush:",
      "1",
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));
const more = fc.constantFrom(
  "",
  "&hush ",
  "*hush",
  "!hush ",
  "!!hush",
  "%hush\n",
  "# hush\n",
  "--- hush",
  "\\hush",
  "@hush",
);

test.each<Format>(["json", "yaml"])("issues of %s have a place, and quote nothing", (format) => {
  let total = 0;
  fc.assert(
    fc.property(fc.tuple(nearly, more, nearly), (parts) => {
      const parsed = parseDocument(parts.join(""), format);
      for (const issue of "issues" in parsed ? parsed.issues : []) {
        expect(issue).toMatch(/^line \d+, column \d+: [^:]+$/);
        expect(issue).not.toContain("hush");
        total++;
      }
    }),
    { numRuns: 3_000 },
  );
  expect(total).toBeGreaterThan(1_000);
});

test("what is taken as JSON is what JSON.parse makes of it, and canonical JSON is always taken", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), nearly), (text) => {
      const parsed = parseDocument(text, "json");
      if ("value" in parsed) expect(parsed.value).toEqual(JSON.parse(text));
      else expect(isPlainJson(text)).toBe(false);
    }),
    { numRuns: 3_000 },
  );
});

/** JSON without a repeated key, since a parsed value does not show one. */
function isPlainJson(text: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

/** A few lines that would become gigabytes. */
function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ")}]`);
  return lines.join("\n");
}

/** Some lines of merge keys that would take for ever to resolve. */
function mergeBomb(): string {
  const lines = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}`);
  return ["a0: &a0 {x: 1}", ...lines].join("\n");
}
