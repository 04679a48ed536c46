import { FilesError } from "../../../provider/files/files-error";
import type { FolderOptions } from "../../../provider/files/folder-options";
import { readMessages } from "../../../provider/files/read-messages";
import { folder } from "../../support/folder";

function read(files: Record<string, string>, options?: FolderOptions): Record<string, unknown> {
  const found = readMessages(folder(files), options);
  return Object.fromEntries([...found].map(([topic, { message }]) => [topic, message]));
}

function faultsOf(files: Record<string, string>, options?: FolderOptions): readonly string[] {
  try {
    readMessages(folder(files), options);
  } catch (error) {
    if (error instanceof FilesError) return error.faults;
    throw error;
  }
  return [];
}

test("retained.yaml gives a prefix, defaults, and overrides of which later ones win, argument by argument", () => {
  const options = `
prefix: acme/
defaults: { qos: 0, userProperties: { from: git, schema: "1" } }
overrides:
  "**/*.json": { contentType: application/json, messageExpiry: 60 }
  "site-a/**": { messageExpiry: 120, userProperties: { site: a }, marker: false }
`;
  expect(read({ "retained.yaml": options, "site-a/x.json": "1", "site-b/x.json": "2", "motd.txt": "hi" })).toEqual({
    "acme/motd": { qos: 0, userProperties: { from: "git", schema: "1" }, payload: "hi" },
    "acme/site-a/x": {
      qos: 0,
      contentType: "application/json",
      messageExpiry: 120,
      userProperties: { site: "a" },
      marker: false,
      payload: "1",
    },
    "acme/site-b/x": {
      qos: 0,
      contentType: "application/json",
      messageExpiry: 60,
      userProperties: { from: "git", schema: "1" },
      payload: "2",
    },
  });
});

test("options in code are laid over those of the folder", () => {
  const files = {
    "retained.yaml":
      "prefix: acme\ndefaults: { qos: 0, messageExpiry: 60 }\noverrides: { 'a.*': { qos: 1 } }\nexclude: [b.txt]",
    "a.txt": "a",
    "b.txt": "b",
    "c.txt": "c",
    "d.txt": "d",
  };
  const options = { prefix: "dev", defaults: { qos: 1 }, overrides: { "*": { qos: 0 } }, exclude: ["c.*"] } as const;
  expect(read(files, options)).toEqual({
    "dev/a": { qos: 0, messageExpiry: 60, payload: "a" },
    "dev/d": { qos: 0, messageExpiry: 60, payload: "d" },
  });
  const only = { "a.txt": "a", "b.txt": "b", "c.bin": "c" };
  expect(Object.keys(read(only, { include: ["*.txt"], exclude: ["b.*"] }))).toEqual(["a"]);
});

test("a glob that is the path of a file is that file alone", () => {
  const options = { overrides: { "a[1].txt": { qos: 0 } } } as const;
  expect(read({ "a[1].txt": "x", "a1.txt": "y" }, options)).toEqual({
    "a[1]": { qos: 0, payload: "x" },
    a1: { payload: "y" },
  });
});

test("topics of single files are published byte for byte, without the prefix", () => {
  const options = { prefix: "acme", topics: { "other/1.json": "/lead//double/" } };
  expect(read({ "other/1.json": "{ }", "x.json": "{ }" }, options)).toEqual({
    "/lead//double/": { payload: "{ }" },
    "acme/x": { payload: "{}" },
  });
});

test("schemas are checked, and every error has file, pointer and reason; schema files are no messages", () => {
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
  expect(faultsOf(files)).toEqual([
    'site-a/settings.json: must be <= 10 at "/limits/high" (schemas/settings.yaml)',
    'site-a/settings.json: must be equal to constant at "/name" (schemas/a.json)',
    "site-b/settings.yaml: must have required property 'name' at \"\" (schemas/settings.yaml)",
    'site-b/settings.yaml: must be number at "/limits/high" (schemas/settings.yaml)',
  ]);
  const good = { ...files, "site-a/settings.json": '{"name":"a"}', "site-b/settings.yaml": "name: b" };
  expect(Object.keys(read(good))).toEqual(["site-a/settings", "site-b/motd", "site-b/settings"]);
  expect(faultsOf({ "a.json": "1" }, { schemas: { "*": { type: "string" } } })).toEqual([
    'a.json: must be string at "" (schemas["*"])',
  ]);
});

test("a schema that is none is told once, by its file", () => {
  const schemas = (text: string) => ({
    "retained.yaml": "schemas: { '*.json': schemas/s.json }",
    "schemas/s.json": text,
    "a.json": "1",
    "b.json": "2",
  });
  expect(faultsOf(schemas('{"typ":"string"}'))).toEqual([expect.stringMatching(/^schemas\/s\.json: .*"typ"/)]);
  expect(faultsOf(schemas("{"))).toEqual([expect.stringMatching(/^schemas\/s\.json: line 1, column 2: /)]);
  expect(faultsOf(schemas("[]"))).toEqual(["schemas/s.json: expected a JSON Schema: an object, or true or false"]);
  expect(faultsOf({ "a.json": "1" }, { schemas: { "*": "none.json" } })).toEqual([
    "none.json: the schema cannot be read (ENOENT)",
  ]);
});

test.each<[string, string[]]>([
  ["prefx: a", ["retained.yaml: `prefx`: there is no such option; the nearest is `prefix`"]],
  ["prefix: 1", ["retained.yaml: `prefix`: expected a string"]],
  ["defaults: { qos: 2 }", ["retained.yaml: `defaults.qos`: expected 0 or 1, got 2"]],
  [
    "overrides: { '*.txt': { payload: x, qso: 1 } }",
    [
      'retained.yaml: `overrides["*.txt"].payload`: there is no such argument',
      'retained.yaml: `overrides["*.txt"].qso`: there is no such argument; the nearest is `qos`',
    ],
  ],
  ["overrides: { '*.jsn': { qos: 1 } }", ['retained.yaml: `overrides["*.jsn"]`: matches no file']],
  ["schemas: { '*.txt': 1 }", ['retained.yaml: `schemas["*.txt"]`: expected the path of a JSON Schema']],
  ["exclude: '*'", ["retained.yaml: `exclude`: expected a list of globs"]],
  ["topics: { b.txt: x }", ['retained.yaml: `topics["b.txt"]`: is no file']],
  ["[1]", [expect.stringMatching(/^retained\.yaml: .*expected/)]],
  ["a: b: c", [expect.stringMatching(/^retained\.yaml: line 1, column \d+: /)]],
])("retained.yaml is refused: %s", (text, faults) => {
  expect(faultsOf({ "retained.yaml": text, "a.txt": "x" })).toEqual(faults);
});

test("a glob that matches none of several files is told", () => {
  const files = {
    "retained.yaml": "{ overrides: { '*.jsn': { qos: 1 } }, schemas: { 'b/*': s.json } }",
    "s.json": "{}",
  };
  expect(faultsOf({ ...files, "a.json": "1", "c.json": "2", "d.json": "3" })).toEqual([
    'retained.yaml: `overrides["*.jsn"]`: matches no file',
    'retained.yaml: `schemas["b/*"]`: matches no file',
  ]);
});

test("options in code are checked as well", () => {
  expect(faultsOf({ "a.txt": "x" }, { defaults: { qos: 2 as 1 } })).toEqual([
    "options: `defaults.qos`: expected 0 or 1, got 2",
  ]);
});
