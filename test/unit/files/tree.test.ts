import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { contentOf } from "../../../provider/files/layers/content";
import { limits } from "../../../provider/messages/limits";
import { folder } from "../../support/folder";
import { issuesIn, read } from "../../support/read-folder";

test("symbolic links are followed inside the folder, and refused if they leave it", () => {
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
  symlinkSync("self", join(root, "self"));
  symlinkSync("..", join(root, "a/loop"));
  expect(issuesIn(root)).toEqual([
    "a/loop: a symbolic link to a folder that contains it",
    "d/loop: a symbolic link to a folder that contains it",
    "dangling: cannot be read (ENOENT)",
    "leak: a symbolic link that leaves the folder",
    "leak.txt: a symbolic link that leaves the folder",
    "self: cannot be read (ELOOP)",
  ]);
});

test("a folder beside this one, whose name begins with its name, is outside", () => {
  const root = folder({ "in/a.txt": "x", "in-more/b.txt": "x" });
  symlinkSync("../in-more/b.txt", join(root, "in/b.txt"));
  expect(issuesIn(join(root, "in"))).toEqual(["b.txt: a symbolic link that leaves the folder"]);
});

test("the folder may itself be a link", () => {
  const root = folder({ "in/a.txt": "x" });
  symlinkSync("in", join(root, "link"));
  symlinkSync("a.txt", join(root, "in/b.txt"));
  expect(Object.keys(read(join(root, "link")))).toEqual(["a", "b"]);
});

test("links that cross each other come to an end", () => {
  const root = folder();
  const names = Array.from({ length: 9 }, (_, i) => `d${i}`);
  for (const name of names) mkdirSync(join(root, name));
  for (const name of names) for (const other of names) symlinkSync(join("..", other), join(root, name, `to-${other}`));
  expect(issuesIn(root)).toEqual([`.: expected at most ${limits.messagesInSet} files and folders`]);
});

test("an entry that is not a file is refused and never opened", () => {
  const root = folder({ "a.txt": "x" });
  mkdirSync(join(root, "sub"));
  execFileSync("mkfifo", [join(root, "pipe"), join(root, "sub/retained.yaml")]);
  mkdirSync(Buffer.concat([Buffer.from(`${root}/sub/`), Buffer.from([255])]));
  expect(issuesIn(root)).toEqual([
    "pipe: neither a file nor a folder",
    "sub: contains a name that is not UTF-8",
    "sub/retained.yaml: neither a file nor a folder",
  ]);
  execFileSync("mkfifo", [join(root, "retained.yaml"), join(root, ".schema")]);
  expect(issuesIn(root)).toContain("retained.yaml: neither a file nor a folder");
  expect(issuesIn({ "a.json": "1" }, { schemas: { "*": join(root, ".schema") } })).toEqual([
    `${join(root, ".schema")}: the schema is not a file`,
  ]);
});

test("what is wrong with the tree hides nothing of what is wrong with its files, and takes no blame for globs", () => {
  const root = folder({ "a.json": "{" });
  symlinkSync("nowhere", join(root, "b"));
  expect(issuesIn(root, { overrides: { "b/*": { qos: 0 } } })).toEqual([
    "b: cannot be read (ENOENT)",
    "a.json: line 1, column 2: close brace expected",
  ]);
});

test("an excluded entry may be anything", () => {
  const root = folder({ "a.txt": "x" });
  symlinkSync("/", join(root, "out"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  expect(Object.keys(read(root, { exclude: ["out/**", "pipe"] }))).toEqual(["a"]);
});

test("a retained.yaml that leads out of the folder is never read", () => {
  const outside = folder({ "secret.yaml": "hush: 1" });
  const root = folder({ "a.txt": "x" });
  symlinkSync(join(outside, "secret.yaml"), join(root, "retained.yaml"));
  const issues = ["retained.yaml: a symbolic link that leaves the folder"];
  expect(issuesIn(root)).toEqual(issues);
  expect(issuesIn(root, { exclude: ["**"] })).toEqual(issues);
});

test("a folder that is missing is named once, in full, and so is what is in its place", () => {
  const root = folder({ "a.txt": "x" });
  const [none, file] = [join(root, "none"), join(root, "a.txt")];
  expect(issuesIn(none)).toEqual([`${none}: expected a folder, got nothing`]);
  expect(issuesIn(file)).toEqual([`${file}: expected a folder, got something else`]);
  symlinkSync("self", join(root, "self"));
  expect(issuesIn(join(root, "self"))).toEqual([expect.stringMatching(/expected a folder, got ELOOP/)]);
  expect(issuesIn("no/such/folder")).toEqual([
    `${join(process.cwd(), "no/such/folder")}: expected a folder, got nothing`,
  ]);
});

test("a file that is gone, or may not be read, once it is its turn is named", () => {
  const found = { file: "a.txt", name: "a.txt", path: join(folder(), "a.txt"), size: 1 };
  expect(contentOf(found, false)).toEqual({ issues: ["cannot be read (ENOENT)"] });
});
