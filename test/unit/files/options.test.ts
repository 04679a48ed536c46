import { issuesIn, read } from "../../support/read-folder";
import { sentinels } from "../../support/sentinels";

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

test("options in code are merged over those of the folder", () => {
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

test("later overrides win, and those in code over those of the folder", () => {
  const inFolder = {
    "retained.yaml": "overrides: { 'a.*': { qos: 0 }, '*': { qos: 1, messageExpiry: 60 } }",
    "a.txt": "x",
  };
  expect(read(inFolder)).toEqual({ a: { qos: 1, messageExpiry: 60, payload: "x" } });
  const single = { "a.txt": { qos: 0 }, "*.txt": { qos: 1 } } as const;
  expect(read({ "a.txt": "x" }, { overrides: single })).toEqual({ a: { qos: 1, payload: "x" } });
  expect(read(inFolder, { overrides: { "a.*": { qos: 0 } } })).toEqual({
    a: { qos: 0, messageExpiry: 60, payload: "x" },
  });
  expect(
    read({ ...inFolder, "b.txt": "y" }, { overrides: { "b.txt": { qos: 0 }, "b*": { messageExpiry: 1 } } }),
  ).toEqual({
    a: { qos: 1, messageExpiry: 60, payload: "x" },
    b: { qos: 0, messageExpiry: 1, payload: "y" },
  });
});

test.each([
  ["acme", "acme/a"],
  ["acme/", "acme/a"],
  ["acme/site-a", "acme/site-a/a"],
  ["acme//", "acme//a"],
  ["", "a"],
  ["/", "/a"],
])("the prefix %j gives the topic %j", (prefix, topic) => {
  expect(Object.keys(read({ "a.txt": "x" }, { prefix }))).toEqual([topic]);
});

test("an undefined option in code changes nothing, and an empty prefix removes that of the folder", () => {
  const files = { "retained.yaml": "prefix: acme\ninclude: [a.txt]", "a.txt": "x", "b.txt": "x" };
  const nothing = { prefix: undefined, include: undefined, defaults: undefined, exclude: undefined } as object;
  expect(Object.keys(read(files, nothing))).toEqual(["acme/a"]);
  expect(Object.keys(read(files, { prefix: "", include: ["b.*"] }))).toEqual(["b"]);
});

test("a glob is no error if it matches a file, even one that is excluded", () => {
  const files = {
    "retained.yaml": "overrides: { 'b/*': { qos: 0 } }\ntopics: { b/y: z }",
    "a/x.txt": "x",
    "b/x.txt": "x",
    "b/y": "y",
  };
  expect(Object.keys(read(files, { include: ["a/*"] }))).toEqual(["a/x"]);
  expect(Object.keys(read(files, { exclude: ["b/**"] }))).toEqual(["a/x"]);
});

test("a file for a topic that has another one is refused", () => {
  expect(issuesIn({ "a.bin": "x", "b.txt": "y" }, { topics: { "a.bin": "b" } })).toEqual([
    "b.txt: has the same topic as a.bin",
  ]);
  expect(issuesIn({ "a.bin": "x" }, { topics: { "a.bin": "a/+" } })).toEqual([
    "a.bin: the topic must not contain the wildcards `+` and `#`",
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
  ["schemas: { '*.txt': [] }", ['retained.yaml: `schemas["*.txt"]`: expected the path of a JSON Schema']],
  ["schemas: { '*.jsn': true }", ['retained.yaml: `schemas["*.jsn"]`: matches no file']],
  ["prefix: a/+", ["retained.yaml: `prefix`: must not contain the wildcards `+` and `#`"]],
  ["prefix: $aws", ["retained.yaml: `prefix`: must not begin with `$`: AWS reserves those topics"]],
  ["defaults: [1]", ["retained.yaml: `defaults`: expected a record of arguments"]],
  ["overrides: { '': { qos: 1 } }", ['retained.yaml: `overrides[""]`: expected a glob']],
  ["include: ['']", ['retained.yaml: `include[""]`: expected a glob']],
  ["include: [1]", ["retained.yaml: `include[0]`: expected a string"]],
  ["topics: { a.txt: 1 }", ['retained.yaml: `topics["a.txt"]`: expected a string']],
  [
    "defaults: { qos: 2 }\nexclud: []",
    [
      "retained.yaml: `exclud`: there is no such option; the nearest is `exclude`",
      "retained.yaml: `defaults.qos`: expected 0 or 1, got 2",
    ],
  ],
  ["[1]", ["retained.yaml: expected a record of options"]],
  ["just text", ["retained.yaml: expected a record of options"]],
  ["defaults: { userProperties: { managed-by: me } }", [expect.stringContaining("`defaults.userProperties`: the key")]],
  ["exclude: '*'", ["retained.yaml: `exclude`: expected a list of globs"]],
  ["topics: { b.txt: x }", ['retained.yaml: `topics["b.txt"]`: there is no such file']],
  ["a: b: c", [expect.stringMatching(/^retained\.yaml: line 1, column \d+: /)]],
])("retained.yaml is refused: %s", (text, issues) => {
  expect(issuesIn({ "retained.yaml": text, "a.txt": "x" })).toEqual(issues);
});

test("a glob that matches no file is reported with its source, also in include and exclude", () => {
  const files = {
    "retained.yaml":
      "{ overrides: { '*.jsn': { qos: 1 } }, schemas: { 'b/*': s.json }, exclude: [drafts/], include: ['*'] }",
    "s.json": "{}",
  };
  expect(issuesIn({ ...files, "a.json": "1", "c.json": "2", "drafts/d.json": "3" })).toEqual([
    'retained.yaml: `overrides["*.jsn"]`: matches no file',
    'retained.yaml: `schemas["b/*"]`: matches no file',
    'retained.yaml: `exclude["drafts/"]`: matches no file',
  ]);
  expect(issuesIn({ "a.yaml": "1", "c.yaml": "2" }, { include: ["*.yaml", "*.yml"] })).toEqual([
    'options: `include["*.yml"]`: matches no file',
  ]);
  const both = { "retained.yaml": "include: ['*.yml']\nexclude: ['*.bak']", "a.yaml": "1" };
  expect(issuesIn(both, { include: ["*.yaml", "b.*"], exclude: ["*.old"] })).toEqual([
    'options: `exclude["*.old"]`: matches no file',
    'options: `include["b.*"]`: matches no file',
    'retained.yaml: `exclude["*.bak"]`: matches no file',
  ]);
});

test("an option file that is not text, or too long, is refused", () => {
  expect(issuesIn({ "retained.yaml": Buffer.from([255]) })).toEqual(["retained.yaml: expected UTF-8"]);
  expect(issuesIn({ "retained.yaml": "#".repeat(16_777_217) })).toEqual([
    "retained.yaml: expected at most 16777216 bytes, got 16777217",
  ]);
});

test("options in code are checked as well, and issues say whose they are", () => {
  expect(issuesIn({ "a.txt": "x" }, { defaults: { qos: 2 as 1 } })).toEqual([
    "options: `defaults.qos`: expected 0 or 1, got 2",
  ]);
  expect(issuesIn({ "a.txt": "x" }, { overrides: { "b.*": { qos: 0 } }, topics: { c: "d" } })).toEqual([
    'options: `overrides["b.*"]`: matches no file',
    'options: `topics["c"]`: there is no such file',
  ]);
  const both = { "retained.yaml": "prefx: a", "a.txt": "x" };
  expect(issuesIn(both, { prefix: 1 as unknown as string })).toEqual([
    "retained.yaml: `prefx`: there is no such option; the nearest is `prefix`",
    "options: `prefix`: expected a string",
  ]);
});

test("a glob that backtracks is stopped, and told", () => {
  const slow = `${"*a".repeat(12)}*b`;
  const files = { ["a".repeat(200)]: "x", "b.txt": "y" };
  expect(issuesIn(files, { exclude: [slow], include: ["*"] })).toEqual([
    `options: \`exclude["${slow}"]\`: takes too long to match: write it with fewer \`*\``,
  ]);
});

test("user properties that Pulumi takes for something else are refused by the folder's options too", () => {
  const options = `defaults: { userProperties: { 4dabf18193072939515e22adb298388d: x, __proto__: y, a: ${sentinels[0]} } }`;
  expect(issuesIn({ "retained.yaml": options, "a.txt": "x" })).toEqual([
    expect.stringMatching(/`defaults\.userProperties\["4dabf[0-9a-f]*"\]`: is a key that no object can have in Pulumi/),
    expect.stringMatching(/`defaults\.userProperties\["__proto__"\]`: is a key that no object can have/),
    expect.stringMatching(/`defaults\.userProperties\["a"\]`: is a text that Pulumi takes for an unknown value/),
  ]);
  const pairs = 'defaults: { userProperties: [[__proto__, y], { a: "1" }] }';
  expect(read({ "retained.yaml": pairs, "a.txt": sentinels[0] })).toEqual({
    a: {
      userProperties: [["__proto__", "y"], { a: "1" }],
      payloadBase64: Buffer.from(sentinels[0]).toString("base64"),
    },
  });
});
