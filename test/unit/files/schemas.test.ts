import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../../support/folder";
import { issuesIn, read } from "../../support/read-folder";

test("schemas are checked, and every error has file, pointer and reason; schema files are not messages", () => {
  const schema = `
$schema: https://json-schema.org/draft/2020-12/schema
type: object
required: [name]
properties: { limits: { properties: { high: { type: number, maximum: 10 } } } }
`;
  const files = {
    "retained.yaml": "schemas: { '**/settings.*': schemas/settings.yaml, 'site-a/**': ./schemas/a.json }",
    "schemas/settings.yaml": schema,
    "schemas/a.json": '{"properties":{"name":{"const":"a"}}}',
    "site-a/settings.json": '{"name":"b","limits":{"high":80}}',
    "site-b/settings.yaml": "limits: { high: x }",
    "site-b/motd.txt": "free",
  };
  expect(issuesIn(files)).toEqual([
    'site-a/settings.json: must be <= 10 at "/limits/high" (schemas/settings.yaml)',
    'site-a/settings.json: must be equal to constant at "/name" (schemas/a.json)',
    "site-b/settings.yaml: must have required property 'name' at \"\" (schemas/settings.yaml)",
    'site-b/settings.yaml: must be number at "/limits/high" (schemas/settings.yaml)',
  ]);
  const good = { ...files, "site-a/settings.json": '{"name":"a"}', "site-b/settings.yaml": "name: b" };
  expect(Object.keys(read(good))).toEqual(["site-a/settings", "site-b/motd", "site-b/settings"]);
  expect(issuesIn({ "a.json": "1" }, { schemas: { "*": { type: "string" } } })).toEqual([
    'a.json: must be string at "" (options: `schemas["*"]`)',
  ]);
});

test("a broken schema file is reported once, by its file", () => {
  const schemas = (text: string) => ({
    "retained.yaml": "schemas: { '*.json': schemas/s.json }",
    "schemas/s.json": text,
    "a.json": "1",
    "b.json": "2",
  });
  expect(issuesIn(schemas('{"typ":"string"}'))).toEqual([expect.stringMatching(/^schemas\/s\.json: .*"typ"/)]);
  expect(issuesIn(schemas("{"))).toEqual([expect.stringMatching(/^schemas\/s\.json: line 1, column 2: /)]);
  expect(issuesIn(schemas("[]"))).toEqual(["schemas/s.json: expected a JSON Schema: an object, or true or false"]);
  expect(issuesIn({ "a.json": "1" }, { schemas: { "*": "none.json" } })).toEqual([
    "none.json: the schema cannot be read (ENOENT)",
  ]);
});

test("a broken schema is told once, though several globs and files are for it", () => {
  const files = {
    "retained.yaml": "schemas: { 'a.*': s.json, 'b.*': ./s.json }",
    "s.json": '{"type":"strin"}',
    "a.json": "1",
    "b.json": "2",
  };
  expect(issuesIn(files)).toEqual([expect.stringMatching(/^s\.json: schema is invalid/)]);
  expect(issuesIn({ "a.json": "1" }, { schemas: { "*": { type: "strin" } } })).toEqual([
    expect.stringMatching(/^options: `schemas\["\*"\]`: schema is invalid/),
  ]);
});

test("a payload that is not JSON fails a schema that it is to satisfy", () => {
  expect(issuesIn({ "a.txt": "hello" }, { schemas: { "*": true } })).toEqual([
    'a.txt: expected JSON, since there is a schema for it at "" (options: `schemas["*"]`)',
  ]);
});

test("an issue of the whole has the empty pointer, even if it names a property", () => {
  const schema = {
    type: "object",
    properties: { "a/b": { additionalProperties: false } },
    additionalProperties: false,
  };
  expect(issuesIn({ "a.json": '{"x":1,"a/b":{"y":1}}' }, { schemas: { "*": schema } })).toEqual([
    'a.json: must NOT have additional properties (x) at "" (options: `schemas["*"]`)',
    'a.json: must NOT have additional properties (y) at "/a~1b" (options: `schemas["*"]`)',
  ]);
});

test("a schema file may be outside of the folder, beginning with a dot, and is none of those that its glob is for", () => {
  const options = { schemas: { "**/*.json": ".schemas/s.json" } };
  expect(read({ ".schemas/s.json": '{"type":"number"}', "a.json": "1" }, options)).toEqual({ a: { payload: "1" } });
  expect(issuesIn({ "schemas/s.json": "{}" }, { schemas: { "**/*.json": "schemas/s.json" } })).toEqual([
    'options: `schemas["**/*.json"]`: matches no file',
  ]);
});

test("a schema in code replaces that of the same glob in the folder", () => {
  const files = { "retained.yaml": "schemas: { '*.json': s.yaml }", "s.yaml": "type: string", "a.json": "1" };
  expect(issuesIn(files)).toEqual(['a.json: must be string at "" (s.yaml)']);
  expect(issuesIn(files, { schemas: { "a.json": { type: "number" } } })).toEqual([
    'a.json: must be string at "" (s.yaml)',
  ]);
  // The file of the folder's schema is then a message, unless it is excluded.
  const options = { schemas: { "*.json": { type: "number" } } };
  expect(Object.keys(read(files, options))).toEqual(["a", "s"]);
  expect(Object.keys(read(files, { ...options, exclude: ["s.yaml"] }))).toEqual(["a"]);
});

test("a schema that is not in the folder is refused, as links that leave it are", () => {
  const root = folder({
    "outside.json": '{"type":"number"}',
    "in/a.json": "1",
    "in/schemas/s.json": "true",
    "in/.s/s.json": "true",
  });
  symlinkSync(join(root, "outside.json"), join(root, "in/.s/link.json"));
  symlinkSync("s.json", join(root, "in/schemas/inside.json"));
  const issuesWith = (path: string) => {
    writeFileSync(
      join(root, "in/retained.yaml"),
      JSON.stringify({ exclude: ["schemas/**"], schemas: { "a.json": path } }),
    );
    return issuesIn(join(root, "in"));
  };
  const named = 'retained.yaml: `schemas["a.json"]`';
  expect(issuesWith("../outside.json")).toEqual([`${named}: expected a file in the folder`]);
  expect(issuesWith("/etc/hostname")).toEqual([`${named}: expected a file in the folder`]);
  expect(issuesWith(".s/link.json")).toEqual([`${named}: a symbolic link that leaves the folder`]);
  expect(issuesWith("schemas/inside.json")).toEqual([]);
  expect(issuesWith("./schemas/../schemas/s.json")).toEqual([]);
  expect(issuesIn(join(root, "in"), { schemas: { "a.json": join(root, "outside.json") } })).toEqual([]);
});

test("a schema without an end is told in a sentence", () => {
  const NO_END = "refers to itself without an end, or the payload is nested too deep for it";
  const other = { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" };
  for (const schema of [{ $ref: "#" }, other, { allOf: [{ $ref: "#" }, { $ref: "#" }] }]) {
    expect(issuesIn({ "a.json": "1" }, { schemas: { "*": schema } })).toEqual([`options: \`schemas["*"]\`: ${NO_END}`]);
  }
});

test("a pattern that backtracks is stopped, and told once", () => {
  const slow = `"${"a".repeat(60)}!"`;
  const schemas = { "*": { type: "string", pattern: "^(a+)+$" } };
  expect(issuesIn({ "a.json": slow, "b.json": slow, "c.json": slow }, { schemas })).toEqual([
    expect.stringMatching(/^options: `schemas\["\*"\]`: takes too long: a `pattern` with a repetition inside/),
  ]);
  const again = { "*": { ...schemas["*"] } };
  expect(issuesIn({ "a.json": '"aaa"', "b.json": '"b"' }, { schemas: again })).toEqual([
    expect.stringMatching(/^b\.json: must match pattern/),
  ]);
});
