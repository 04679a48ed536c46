import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { mergePatch } from "../../../provider/files/formats/merge-patch";
import type { FolderOptions } from "../../../provider/files/options/folder-options";
import { type FolderMessages, readMessages } from "../../../provider/files/read-messages";
import { folder } from "../../support/folder";
import { issuesIn } from "../../support/read-folder";

let root: string;
const before = process.cwd();

afterEach(() => process.chdir(before));

/** Reads layers in a working directory of some files. */
function load(
  files: Record<string, string | Uint8Array>,
  layers: string | string[],
  options?: FolderOptions,
): FolderMessages {
  enter(files);
  return readMessages(layers, options);
}

/** Makes a folder of files, and works in it. */
function enter(files: Record<string, string | Uint8Array>): void {
  root = folder(files);
  process.chdir(root);
}

function payloads(...args: Parameters<typeof load>): Record<string, unknown> {
  return Object.fromEntries(
    [...load(...args).messages].map(
      ([
        topic,
        {
          message: { payload },
        },
      ]) => [topic, typeof payload === "string" && /^[[{]/.test(payload) ? (JSON.parse(payload) as unknown) : payload],
    ),
  );
}

function issues(
  files: Parameters<typeof load>[0],
  layers: string | string[],
  options?: FolderOptions,
): readonly string[] {
  enter(files);
  return issuesIn(layers, options);
}

test("a JSON or YAML file is a merge patch over one of the same topic, and any other file replaces", () => {
  const files = {
    "base/a.json": '{"speed": 1, "limits": {"low": 1, "high": 9}, "note": "x", "list": [1, 2]}',
    "base/b.txt": "hello",
    "base/c.json": '{"x": 1}',
    "base/d.txt": "text",
    "base/only.json": '{"kept": null}',
    "prod/a.yaml": "limits: { high: 8 }\nnote: null\nlist: [3]\n",
    "prod/b.txt": "bye",
    "prod/c.txt": "text",
    "prod/d.json": '{"x": 1, "y": null}',
    "prod/new.json": '{"z": 1}',
  };
  expect(payloads(files, ["base", "prod"])).toEqual({
    a: { speed: 1, limits: { low: 1, high: 8 }, list: [3] },
    b: "bye",
    c: "text",
    d: { x: 1, y: null },
    new: { z: 1 },
    only: { kept: null },
  });
});

test("patches are applied one after another, and never merged with each other", () => {
  // Merged first, the two patches would be {"a": {"c": 2}}, which keeps `b`.
  const files = { "0/x.json": '{"a": {"b": 1}}', "1/x.json": '{"a": null}', "2/x.json": '{"a": {"c": 2}}' };
  expect(payloads(files, ["0", "1", "2"])).toEqual({ x: { a: { c: 2 } } });
});

test("the last prefix holds for all, and topics are matched without it", () => {
  const files = {
    "base/retained.yaml": "prefix: acme\ndefaults: { qos: 0 }\n",
    "base/a.json": '{"x": 1}',
    "prod/retained.yaml": "prefix: acme-prod/\noverrides: { '*.yaml': { contentType: application/json } }\n",
    "prod/a.yaml": "x: 2",
  };
  const { messages } = load(files, ["base", "prod"]);
  expect([...messages]).toMatchObject([
    ["acme-prod/a", { file: "prod/a.yaml", message: { payload: '{"x":2}', qos: 0, contentType: "application/json" } }],
  ]);
  expect(payloads(files, ["base", "prod"], { prefix: "dev" })).toEqual({ "dev/a": { x: 2 } });
});

test("a rule that stands later wins, whichever of a message's files it matches", () => {
  const overrides = "overrides: { 'a.yaml': { qos: 1 }, 'a.json': { qos: 0 } }";
  const files = { "base/a.json": '{"x": 1}', "prod/a.yaml": "x: 2", "prod/retained.yaml": overrides };
  expect(load(files, ["base", "prod"]).messages.get("a")?.message).toEqual({ payload: '{"x":2}', qos: 0 });
});

test("remove takes topics out of the layers below", () => {
  const files = {
    "base/a/x.json": "1",
    "base/a/y.json": '{"old": 1}',
    "base/b.json": "2",
    "prod/retained.yaml": "remove: ['a/**']",
    "prod/a/y.json": '{"new": 1}',
  };
  expect(payloads(files, ["base", "prod"])).toEqual({ "a/y": { new: 1 }, b: "2" });
  expect(payloads(files, ["base", "prod"], { remove: ["b"] })).toEqual({ "a/y": { new: 1 } });
  expect(issues({ ...files, "prod/retained.yaml": "remove: ['c/**']" }, ["base", "prod"], { remove: ["x"] })).toEqual([
    'prod/retained.yaml: `remove["c/**"]`: matches no topic',
    'options: `remove["x"]`: matches no topic',
  ]);
});

const plants = {
  "plants/retained.yaml": `
inherit:
  "*/pump-*.json": [base/pump.yaml]
  "lyon/pump-*.json": [lyon/pump.yaml]
`,
  "plants/base/pump.yaml": "speed: 1\nlimits: { low: 1, high: 9 }\nmode: auto\n",
  "plants/lyon/pump.yaml": "speed: 2\nmode: null\n",
  "plants/lyon/pump-1.json": "{}",
  "plants/lyon/pump-2.json": '{"limits": {"high": 8}}',
  "plants/lyon/site.json": '{"name": "Lyon"}',
  "plants/pune/pump-1.json": '{"speed": 3}',
};

test("a file is a patch over its bases, which are no messages", () => {
  expect(payloads(plants, "plants")).toEqual({
    "lyon/pump-1": { speed: 2, limits: { low: 1, high: 9 } },
    "lyon/pump-2": { speed: 2, limits: { low: 1, high: 8 } },
    "lyon/site": { name: "Lyon" },
    "pune/pump-1": { speed: 3, limits: { low: 1, high: 9 }, mode: "auto" },
  });
});

test("a layer brings bases of its own, and lays its files over bases below", () => {
  const files = {
    ...plants,
    "prod/retained.yaml": "inherit: { '*/pump-2.json': [base/large.yaml] }",
    "prod/base/large.yaml": "large: true\nspeed: 9\n",
    "prod/base/pump.json": '{"mode": "safe"}',
    "prod/lyon/pump-1.json": '{"speed": 5}',
  };
  expect(payloads(files, ["plants", "prod"])).toEqual({
    "lyon/pump-1": { speed: 5, limits: { low: 1, high: 9 } },
    "lyon/pump-2": { speed: 9, limits: { low: 1, high: 8 }, large: true },
    "lyon/site": { name: "Lyon" },
    "pune/pump-1": { speed: 3, limits: { low: 1, high: 9 }, mode: "safe" },
  });
});

test("layers of retained.yaml are below it, in their order, and each counts once", () => {
  const files = {
    "base/a.json": '{"from": "base"}',
    "eu/retained.yaml": "layers: [../base]",
    "eu/b.json": '{"from": "eu"}',
    "env/prod/retained.yaml": "layers: [../../base, ../../eu]",
    "env/prod/b.json": '{"prod": true}',
  };
  expect(payloads(files, "env/prod")).toEqual({ a: { from: "base" }, b: { from: "eu", prod: true } });
  expect([...readMessages("env/prod").messages.values()].map(({ file }) => file)).toEqual([
    "base/a.json",
    "env/prod/b.json",
  ]);
});

test("a folder names only folders of the project as its layers", () => {
  const outside = folder({ "passwords.txt": "x" });
  expect(issues({ "a/retained.yaml": `layers: [${JSON.stringify(outside)}]`, "a/x.txt": "x" }, "a")).toEqual([
    `a/retained.yaml: \`layers\`: ${JSON.stringify(outside)}: expected a path relative to this folder`,
  ]);
  const IN = "expected a folder inside of the working directory; the program can name any other";
  expect(issues({ "a/retained.yaml": "layers: [../..]", "a/x.txt": "x" }, "a")).toEqual([
    `a/retained.yaml: \`layers\`: "../..": ${IN}`,
  ]);
  const link = folder({ "a/retained.yaml": "layers: [../link]", "a/x.txt": "x" });
  symlinkSync(outside, join(link, "link"));
  process.chdir(link);
  expect(() => readMessages("a")).toThrow(IN);
  expect(issues({ "a/retained.yaml": "layers: [../nowhere]", "a/x.txt": "x" }, "a")).toEqual([
    `${join(process.cwd(), "nowhere")}: expected a folder, got nothing`,
  ]);
  expect(issues({ "a/retained.yaml": "layers: [../b]", "b/retained.yaml": "layers: [../a]" }, "a")).toEqual([
    "a/retained.yaml: `layers`: a folder is laid over itself",
  ]);
  expect(issues({}, [])).toEqual(["expected at least one folder"]);
});

test("paths of bases and schemas lie in the layers, and nowhere else", () => {
  const outside = folder({ "s.json": "true" });
  const files = {
    "base/schemas/s.json": '{"type": "object", "required": ["x"]}',
    "base/a.json": '{"x": 1}',
    "prod/retained.yaml": "schemas: { '*.json': schemas/s.json }",
    "prod/b.json": '{"y": 1}',
  };
  expect(issues(files, ["base", "prod"])).toEqual([
    "prod/b.json: must have required property 'x' at \"\" (schemas/s.json)",
  ]);
  // The file of the topmost layer counts.
  expect(issues({ ...files, "prod/schemas/s.json": "true" }, ["base", "prod"])).toEqual([]);
  const escapes = { ...files, "prod/retained.yaml": "schemas: { '*.json': ../../s.json }" };
  expect(issues(escapes, ["base", "prod"])).toEqual([
    'prod/retained.yaml: `schemas["*.json"]`: expected a file in the folder',
  ]);
  const rule = 'prod/retained.yaml: `inherit["*.json"]`';
  const bad = { ...files, "prod/retained.yaml": "inherit: { '*.json': [../base/a.json, motd.txt, none.yaml] }" };
  expect(issues(bad, ["base", "prod"])).toEqual([
    `${rule}: "../base/a.json": there is no such file`,
    `${rule}: "motd.txt": expected a JSON or YAML file`,
    `${rule}: "none.yaml": there is no such file`,
  ]);
  mkdirSync(join(root, "linked"));
  symlinkSync(join(outside, "s.json"), join(root, "linked/base.json"));
  expect(() => readMessages("linked")).toThrow("base.json: a symbolic link that leaves the folder");
});

test("what inherits nothing, and what changes nothing, is told by its path", () => {
  const files = {
    "a/retained.yaml": "inherit: { 'pump-*.json': [base.yaml] }",
    "a/base.yaml": "x: 1",
    "a/x.json": "1",
  };
  expect(issues(files, "a")).toEqual(['retained.yaml: `inherit["pump-*.json"]`: matches no message']);
  expect(issues({ ...files, "a/pump-1.json": "{}", "a/base.yaml": "x: [" }, "a")).toEqual([
    expect.stringMatching(/^base.yaml: line 1/),
  ]);
  expect(issues({ ...files, "a/retained.yaml": "inherit: { '*.txt': [base.yaml] }", "a/m.txt": "x" }, "a")).toEqual([
    "m.txt: inherits, and is neither JSON nor YAML",
  ]);
  const same = { ...files, "a/pump-1.json": "{}", "a/pump-2.json": '{"x": 1}', "b/x.json": "1", "b/pump-1.json": "{}" };
  expect(load(same, ["a", "b"]).warnings).toEqual([
    "b/pump-1.json: changes nothing",
    "a/pump-2.json: changes nothing",
    "b/x.json: changes nothing",
  ]);
});

test("a base has one file in a layer, and its path may be written with a dot", () => {
  const inherit = "inherit: { '*/pump-*.json': [./base/pump.yaml] }";
  expect(payloads({ ...plants, "plants/retained.yaml": inherit }, "plants")).toMatchObject({
    "pune/pump-1": { speed: 3, mode: "auto" },
  });
  expect(issues({ ...plants, "plants/base/pump.json": "{}" }, "plants")).toEqual([
    "base/pump.yaml: has the same topic as base/pump.json",
  ]);
});

test("the files of a layer that is inside of another one are its own alone", () => {
  const files = { "a.json": '{"x": 1}', "env/prod/a.json": '{"y": 2}', "env/prod/b.json": "{}", "env/c.json": "3" };
  expect(payloads(files, [".", "env/prod"])).toEqual({ a: { x: 1, y: 2 }, b: {}, "env/c": "3" });
  expect(payloads({ ...files, "retained.yaml": "layers: [env/prod]" }, ".")).toEqual({
    a: { x: 1, y: 2 },
    b: {},
    "env/c": "3",
  });
});

test("options of a folder inside of a layer are probably no message", () => {
  const files = { "fleet/m.json": "1", "fleet/env/dev/retained.yaml": "layers: [../..]", "fleet/env/dev/m.json": "2" };
  expect(load(files, "fleet").warnings).toEqual([
    "env/dev/retained.yaml: is a message: options are read at the root of a folder alone. List it under `exclude`",
  ]);
});

test("a message among bases is probably a base that nothing inherits", () => {
  const forgotten = { ...plants, "plants/base/valve.yaml": "x: 1", "plants/base/tank.yaml": "x: 1" };
  const inherit = "inherit: { '*/pump-*.json': [base/pump.yaml, base/tank.yaml, lyon/pump.yaml] }";
  expect(load({ ...forgotten, "plants/retained.yaml": inherit }, "plants").warnings).toEqual([
    "base/valve.yaml: is a message among bases: list it under `inherit`, or under `exclude`",
  ]);
  expect(load(plants, "plants").warnings).toEqual([]);
});

test("an issue of a schema names the file and line that the value comes from", () => {
  const files = {
    "base/retained.yaml": "inherit: { 'pump-*.json': [base/pump.yaml] }\nschemas: { 'pump-*.json': s.json }",
    "base/s.json":
      '{"properties": {"speed": {"type": "number"}, "mode": {"enum": ["auto"]}, "list": {"items": {"type": "number"}}}}',
    "base/base/pump.yaml": "# all pumps\nmode: auto\nspeed: fast\nlist: &l\n  - 1\n  - x\n",
    "base/pump-1.json": "{}",
    "prod/pump-1.json": '{\n  "mode": "off"\n}',
  };
  expect([...issues(files, ["base", "prod"])].sort()).toEqual([
    'prod/pump-1.json: must be equal to one of the allowed values (auto) at "/mode" (s.json), from prod/pump-1.json line 2',
    'prod/pump-1.json: must be number at "/list/1" (s.json), from base/base/pump.yaml line 6',
    'prod/pump-1.json: must be number at "/speed" (s.json), from base/base/pump.yaml line 3',
  ]);
});

test("a property that must not be there is found in the file that has it", () => {
  const files = {
    "base/retained.yaml": "inherit: { 'pump-*.json': [base/pump.yaml] }\nschemas: { 'pump-*.json': s.json }",
    "base/s.json":
      '{"additionalProperties": false, "properties": {"o": {"unevaluatedProperties": false}}, "propertyNames": {"pattern": "^.$"}}',
    "base/base/pump.yaml": "o:\n  a/b: 1\nlong: 2\n",
    "base/pump-1.json": '{"o": {}}',
  };
  const found = issues(files, ["base"]);
  expect(found).toContainEqual(expect.stringMatching(/\(a\/b\) at "\/o" .*from base\/pump.yaml line 2$/));
  expect(found.filter((issue) => /\(long\).*from base\/pump.yaml line 3$/.test(issue))).toHaveLength(2);
});

test("include and exclude of a layer are about its own files", () => {
  const files = {
    "base/retained.yaml": "exclude: [README.md]",
    "base/README.md": "x",
    "base/a.txt": "a",
    "base/b.txt": "b",
    "prod/retained.yaml": "include: [b.txt]",
    "prod/b.txt": "B",
    "prod/notes.txt": "x",
  };
  expect(payloads(files, ["base", "prod"])).toEqual({ a: "a", b: "B" });
  expect(payloads(files, ["base", "prod"], { include: ["a.txt", "notes.txt"] })).toEqual({ a: "a", notes: "x" });
});

test("any layers over any bases are the patches in their order", () => {
  const value = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.oneof(fc.integer(), fc.constant(null), fc.dictionary(fc.constantFrom("x", "y"), fc.option(fc.integer()))),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 3 }), fc.array(value, { minLength: 1, maxLength: 3 }), (bases, layers) => {
      const files: Record<string, string> = Object.fromEntries([
        ...bases.map((base, i) => [`0/base-${i}.json`, JSON.stringify(base)]),
        ...layers.map((layer, i) => [`${i}/message.json`, JSON.stringify(layer)]),
      ]);
      const names = bases.map((_, i) => `base-${i}.json`);
      if (names.length > 0) files["0/retained.yaml"] = JSON.stringify({ inherit: { "message.json": names } });
      const [first, ...patches] = [...bases, ...layers];
      const expected = patches.reduce<unknown>((below, patch) => mergePatch(below, patch), first);
      expect(
        payloads(
          files,
          layers.map((_, i) => String(i)),
        ),
      ).toEqual({ message: expected });
    }),
    { numRuns: 60 },
  );
});
