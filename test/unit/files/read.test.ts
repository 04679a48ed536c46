import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { FilesError } from "../../../provider/files/files-error";
import type { FolderOptions } from "../../../provider/files/folder-options";
import { payloadOf } from "../../../provider/files/message-file";
import { readMessages } from "../../../provider/files/read-messages";
import { folder } from "../../support/folder";

/** Topics and messages of a folder. */
function read(root: string, options?: FolderOptions): Record<string, unknown> {
  return Object.fromEntries([...readMessages(root, options)].map(([topic, { message }]) => [topic, message]));
}

function faultsOf(root: string, options?: FolderOptions): readonly string[] {
  try {
    readMessages(root, options);
  } catch (error) {
    if (error instanceof FilesError) return error.faults;
    throw error;
  }
  return [];
}

test("a folder is a topic tree", () => {
  const files = {
    "site-a/line-1/settings.json": '\ufeff{"b": 2, "a": 1}\n',
    "site-a/line-1/alarms.yaml": "# limits\nhigh: 8\nlow: 0x10\nwhen: 2026-01-01\n",
    "site-a/map.YML": "[1, two]",
    "motd.txt": "hello\n",
    "site-a/ca.pem": "-----\n",
    "site-a/raw": Buffer.from([255, 0]),
    "deep/a/b/c/d/e/f/g.txt": "x",
  };
  const expected = {
    "deep/a/b/c/d/e/f/g": { payload: "x" },
    motd: { payload: "hello\n" },
    "site-a/ca.pem": { payload: "-----\n" },
    "site-a/line-1/alarms": { payload: '{"high":8,"low":16,"when":"2026-01-01"}' },
    "site-a/line-1/settings": { payload: '{"a":1,"b":2}' },
    "site-a/map": { payload: '[1,"two"]' },
    "site-a/raw": { payloadBase64: "/wA=" },
  };
  const found = read(folder(files));
  expect(found).toEqual(expected);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  const turned = Object.fromEntries(Object.entries(files).reverse());
  expect(JSON.stringify(read(folder(turned)))).toBe(JSON.stringify(found));
});

test("dot files, what editors leave behind, and retained.yaml are no messages", () => {
  const ignored = [
    ".git/config",
    ".gitkeep",
    "a/.DS_Store",
    "a.json~",
    "#a.json#",
    "a/.#a.json",
    ".a.json.swp",
    "a.swo",
  ];
  const more = ["~$a.txt", "a.orig", "a.rej", "Thumbs.db", "a/desktop.ini"];
  const files = Object.fromEntries([...ignored, ...more].map((file) => [file, "{"]));
  expect(read(folder({ ...files, "retained.yaml": "", "a/retained.yaml": "on: true" }))).toEqual({
    "a/retained": { payload: '{"on":true}' },
  });
});

test.each<[string, string | Uint8Array, string]>([
  ["a.json", '{"a": 1,\n "b" 2}', "line 2, column 6: colon expected"],
  ["a.json", '{"a": 1,\n "b": 2,}', "line 2, column 9: property name expected"],
  ["a.json", "// no\n{}", "line 1, column 1: invalid comment token"],
  ["a.json", '{"a":{"x":1},"a":2}', "line 1, column 14: the same key as before"],
  ["a.json", "[9007199254740993]", "line 1, column 2: a number that JSON cannot carry exactly; write it as a string"],
  ["a.json", "[1e999]", "line 1, column 2: a number that JSON cannot carry exactly; write it as a string"],
  ["a.json", "null", "expected a JSON value, got null"],
  ["a.json", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, "is nested too deep"],
  ["a.json", Buffer.from([34, 255, 34]), "expected UTF-8; a file with another extension is published byte for byte"],
  ["a.yaml", "a: 1\nb:\n\t- c", "line 3, column 1: tab as indent"],
  ["a.yaml", "a: 1\na: 2", "line 2, column 1: duplicate key"],
  ["a.yaml", "a: 1\n---\nb: 2", "line 2, column 1: multiple docs"],
  ["a.yaml", "a: !secret b", "line 1, column 4: tag resolve failed"],
  ["a.yaml", "a: [1, .nan]", "line 1, column 8: a number that JSON does not have"],
  ["a.yaml", "a: 9007199254740993", "line 1, column 4: a number that JSON cannot carry exactly; write it as a string"],
  ["a.yaml", "a: *b", "has aliases that resolve to too much, or to nothing"],
  ["a.yaml", "# nothing\n", "expected a JSON value, got null"],
  ["a.txt", "", "must not be empty: an empty retained message clears the topic"],
  ["a.txt", Buffer.from([255]), "expected UTF-8; a file with another extension is published byte for byte"],
  ["a.bin", Buffer.alloc(131_073, 1), "expected at most 131072 bytes, got 131073"],
  ["a.json", JSON.stringify("x".repeat(131_072)), "expected at most 131072 bytes (128 KB), got 131074"],
  ["a.json", " ".repeat(1_048_577), "expected at most 1048576 bytes, got 1048577"],
  ["a/+/b.txt", "x", "the topic must not contain the wildcards `+` and `#`"],
  ["$a.txt", "x", "the topic must not begin with `$`: AWS reserves those topics"],
  ["1/2/3/4/5/6/7/8/9.txt", "x", "the topic must have at most 7 slashes, got 8"],
  ["__proto__.txt", "x", "the topic cannot be in a set: use a RetainedMessage"],
  ["retained.yml", "a: 1", `expected the name retained.yaml`],
])("%s is refused: %#", (file, content, fault) => {
  expect(faultsOf(folder({ [file]: content }))).toEqual([`${file}: ${fault}`]);
});

test("a few lines of YAML that would become gigabytes are refused", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(", ")}]`,
    );
  expect(faultsOf(folder({ "bomb.yaml": lines.join("\n") }))).toEqual([
    "bomb.yaml: has aliases that resolve to too much, or to nothing",
  ]);
});

test("everything that is wrong with a folder is told at once, and nothing of what is in it", () => {
  const root = folder({ "a.json": '{"password": hush-hush}', "b.yaml": "x: 'hush-hush", "c.txt": "", "d.txt": "x" });
  const faults = faultsOf(root);
  expect(faults.map((fault) => fault.slice(0, 7))).toEqual(["a.json:", "b.yaml:", "c.txt: "]);
  expect(faults.join()).not.toContain("hush");
});

test("two files for one topic are refused, both named", () => {
  expect(faultsOf(folder({ "a/b.json": "1", "a/b.txt": "1", "a/b": "1" }))).toEqual([
    "a/b.json: has the same topic as a/b",
    "a/b.txt: has the same topic as a/b",
  ]);
});

test("symbolic links are followed inside of the folder, and refused where they leave it", () => {
  const outside = folder({ "secret.txt": "x" });
  const root = folder({ "a/b.txt": "b" });
  symlinkSync("b.txt", join(root, "a/c.txt"));
  symlinkSync("a", join(root, "d"));
  expect(read(root)).toEqual({
    "a/b": { payload: "b" },
    "a/c": { payload: "b" },
    "d/b": { payload: "b" },
    "d/c": { payload: "b" },
  });
  symlinkSync(join(outside, "secret.txt"), join(root, "leak.txt"));
  symlinkSync(outside, join(root, "leak"));
  symlinkSync("nowhere", join(root, "dangling"));
  symlinkSync("..", join(root, "a/loop"));
  expect([...faultsOf(root)].sort()).toEqual([
    "a/loop: a symbolic link to a folder that holds it",
    "d/loop: a symbolic link to a folder that holds it",
    "dangling: cannot be read (ENOENT)",
    "leak.txt: a symbolic link that leaves the folder",
    "leak: a symbolic link that leaves the folder",
  ]);
});

test("what is no file is refused and never opened; a folder that is missing is named", () => {
  const root = folder({ "a.txt": "x" });
  execFileSync("mkfifo", [join(root, "pipe")]);
  mkdirSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([255])]));
  expect([...faultsOf(root)].sort()).toEqual([".: holds a name that is no UTF-8", "pipe: neither a file nor a folder"]);
  expect(faultsOf(join(root, "none"))).toEqual([`${join(root, "none")}: expected a folder`]);
  expect(faultsOf(join(root, "a.txt"))).toEqual([`${join(root, "a.txt")}: expected a folder`]);
});

test("a file that is gone, or may not be read, once it is its turn is named", () => {
  const found = { file: "a.txt", path: join(folder(), "a.txt"), size: 1 };
  expect(payloadOf(found, false)).toEqual({ faults: ["cannot be read (ENOENT)"] });
});
