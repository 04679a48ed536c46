import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readMessages } from "../../provider/files/read-messages";
import { startLocalEndpoint } from "../../provider/local";
import { endCommands, run } from "../support/command";
import { folder } from "../support/folder";
import { publishAs } from "../support/look";

// iot-retained render, and diff of several folders.

afterEach(endCommands);

const files = {
  "plants/retained.yaml": `
prefix: acme
inherit: { "*/pump-*.json": [base/pump.yaml] }
overrides: { "**/*.json": { contentType: application/json, messageExpiry: 60 } }
`,
  "plants/base/pump.yaml": "# all pumps\nspeed: 1\nlimits: { low: 1, high: 9 }\n",
  "plants/lyon/pump-1.json": "{}",
  "plants/motd.txt": "hi\u001b[31m\n",
  "plants/raw": Buffer.from([255, 0]),
  "prod/lyon/pump-1.yaml": "limits: { high: 8 }\n",
};
const layers = (root: string) => [join(root, "plants"), join(root, "prod")];

test("render: messages as they will be published, and what each is made of", async () => {
  const root = folder(files);
  const { code, stdout, stderr } = await run("render", ...layers(root));
  expect([code, stderr]).toEqual([0, ""]);
  expect(
    stdout.replaceAll(root, "."),
  ).toBe(`acme/lyon/pump-1  (./plants/base/pump.yaml, ./plants/lyon/pump-1.json, ./prod/lyon/pump-1.yaml)
  contentType: "application/json"
  messageExpiry: 60
  {
    "limits": {
      "high": 8,
      "low": 1
    },
    "speed": 1
  }

acme/motd  (./plants/motd.txt)
  hi\\u001b[31m

acme/raw  (./plants/raw)
  2 B

`);
});

test("render: JSON as a program would declare it", async () => {
  const { stdout } = await run("render", ...layers(folder(files)), "--json", "--topic-prefix", "dev");
  const args = { contentType: "application/json", messageExpiry: 60 };
  expect(JSON.parse(stdout)).toEqual({
    "dev/lyon/pump-1": { payload: { speed: 1, limits: { low: 1, high: 8 } }, ...args },
    "dev/motd": { payload: "hi\u001b[31m\n" },
    "dev/raw": { payloadBase64: "/wA=" },
  });
});

test("render: a text that only looks like JSON stays a text", async () => {
  const root = folder({ "a.txt": '"quoted"', "b.txt": '{ "a": 1 }', "c.txt": "5", "d.json": '"quoted"' });
  const { stdout } = await run("render", root, "--json");
  expect(JSON.parse(stdout)).toEqual({
    a: { payload: '"quoted"' },
    b: { payload: '{ "a": 1 }' },
    c: { payload: 5 },
    d: { payload: '"quoted"' },
  });
});

test("render: files without layers, which are read as the same messages", async () => {
  const root = folder(files);
  const out = join(root, "out");
  const { code, stderr } = await run("render", ...layers(root), "--out", out);
  expect([code, stderr]).toEqual([0, `3 messages written to ${out}.\n`]);
  const made = (directories: string | string[]) =>
    [...readMessages(directories).messages].map(([topic, { message }]) => [topic, message]);
  expect(made(out)).toEqual(made(layers(root)));
  expect((await run("render", ...layers(root), "--out", out)).stderr).toBe(`${out}: expected an empty folder\n`);
});

test("render: --explain tells the file and line of each value", async () => {
  const root = folder(files);
  const explained = async (asked: string) => {
    const { stdout, stderr } = await run("render", ...layers(root), "--explain", asked);
    return (stdout + stderr).replaceAll(root, ".").trimEnd().split("\n");
  };
  expect(await explained("acme/lyon/pump-1")).toEqual([
    "POINTER       VALUE  FROM",
    "/limits/high  8      ./prod/lyon/pump-1.yaml:1",
    "/limits/low   1      ./plants/base/pump.yaml:3",
    "/speed        1      ./plants/base/pump.yaml:2",
  ]);
  expect(await explained("acme/lyon/pump-1#/speed")).toHaveLength(2);
  expect(await explained("acme/lyon/pump-1#/pace")).toEqual(['acme/lyon/pump-1: there is no value at "/pace"']);
  expect(await explained("acme/lyon/pump-1#speed")).toEqual([expect.stringMatching(/expected a JSON Pointer/)]);
  expect(await explained("acme/motd")).toContainEqual(expect.stringMatching(/ {2}\.\/plants\/motd\.txt:1$/));
  expect(await explained("acme/lyon/pump-2")).toEqual([
    "acme/lyon/pump-2: there is no such topic; the nearest is `acme/lyon/pump-1`",
  ]);
});

test("render: lines are those of aliases and merge keys, and of JSON with comments", async () => {
  const root = folder({
    "a.yaml": "base: &base\n  speed: 1\n  list:\n    - 1\n    - 2\none:\n  <<: *base\n  own: 2\ntwo: *base\n",
    "b.jsonc": '// comment\n{\n  "x": [\n    {"y": 1}\n  ]\n}\n',
  });
  const lines = async (topic: string) => {
    const { stdout } = await run("render", root, "--explain", topic, "--json");
    return Object.fromEntries(
      (JSON.parse(stdout) as { pointer: string; line: number }[]).map(({ pointer, line }) => [pointer, line]),
    );
  };
  expect(await lines("a")).toEqual({
    "/base/list/0": 4,
    "/base/list/1": 5,
    "/base/speed": 2,
    "/one/list/0": 4,
    "/one/list/1": 5,
    "/one/own": 8,
    "/one/speed": 2,
    "/two/list/0": 4,
    "/two/list/1": 5,
    "/two/speed": 2,
  });
  expect(await lines("b")).toEqual({ "/x/0/y": 4 });
});

test("what changes nothing is a warning, and what is wrong ends with 2", async () => {
  const root = folder({ ...files, "prod/lyon/pump-1.yaml": "speed: 1" });
  const { code, stderr } = await run("render", ...layers(root), "--json");
  expect([code, stderr]).toEqual([0, `warning: ${root}/prod/lyon/pump-1.yaml: changes nothing\n`]);
  writeFileSync(join(root, "prod/lyon/pump-1.yaml"), "speed: !include x");
  const wrong = await run("render", ...layers(root));
  expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
  expect(wrong.stderr).toMatch(
    /prod\/lyon\/pump-1\.yaml: line 1, column 8: .* list it under `inherit` in retained\.yaml\n$/,
  );
});

test("diff: several folders, with all the files that a message is made of", async () => {
  const local = await startLocalEndpoint();
  const root = folder({
    ...files,
    "plants/retained.yaml": files["plants/retained.yaml"].replace(", messageExpiry: 60", ""),
  });
  try {
    await publishAs(local.endpoint, "acme/motd", "hi\u001b[31m\n", [{ "managed-by": "pulumi:o/n#1" }]);
    const { code, stdout } = await run("diff", ...layers(root), "--endpoint", local.endpoint, "--json");
    expect(code).toBe(1);
    const { changes } = JSON.parse(stdout) as { changes: { topic: string; file: string; files: string[] }[] };
    expect(changes.map(({ topic, file, files }) => [topic, file, files.length])).toEqual([
      ["acme/lyon/pump-1", join(root, "prod/lyon/pump-1.yaml"), 3],
      ["acme/raw", join(root, "plants/raw"), 1],
    ]);
    const table = await run("diff", ...layers(root), "--endpoint", local.endpoint);
    expect(table.stdout).toContain(`+  acme/lyon/pump-1  39 B, from ${root}/plants/base/pump.yaml, `);
  } finally {
    await local.close();
  }
});

test("render: a pipe that closes early is no failure", () => {
  const root = folder(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.txt`, "x".repeat(1000)])));
  const main = join(__dirname, "../../dist/cli/main.js");
  const shown = execFileSync("sh", ["-c", `"${process.execPath}" "${main}" render "${root}" | head -1`]);
  expect(shown.toString()).toBe("0  (0.txt)\n");
});
