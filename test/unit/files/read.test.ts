import { FilesError } from "../../../provider/files/disk/files-error";
import { readMessages } from "../../../provider/files/read-messages";
import { folder } from "../../support/folder";
import { issuesIn, read } from "../../support/read-folder";

test("a folder is a topic tree", () => {
  const files = {
    "site-a/line-1/settings.json": '\ufeff{"b": 2, "a": 1}\n',
    "site-a/line-1/alarms.yaml": "# limits\nhigh: 8\nlow: 0x10\nwhen: 2026-01-01\n",
    "site-a/map.YML": "[1, two]",
    "motd.txt": "hello\n",
    "motd-2.txt": "later than motd, though its file is not",
    "marked.txt": "\ufeffhello",
    "site-a/ca.pem": "-----\n",
    "site-a/raw": Buffer.from([255, 0]),
    "site-a/twice.json.txt": "{ }",
    "deep/a/b/c/d/e/f/g.txt": "x",
  };
  const expected = {
    "deep/a/b/c/d/e/f/g": { payload: "x" },
    marked: { payload: "\ufeffhello" },
    motd: { payload: "hello\n" },
    "motd-2": { payload: "later than motd, though its file is not" },
    "site-a/ca.pem": { payload: "-----\n" },
    "site-a/line-1/alarms": { payload: '{"high":8,"low":16,"when":"2026-01-01"}' },
    "site-a/line-1/settings": { payload: '{"a":1,"b":2}' },
    "site-a/map": { payload: '[1,"two"]' },
    "site-a/raw": { payloadBase64: "/wA=" },
    "site-a/twice.json": { payload: "{ }" },
  };
  const found = read(files);
  expect(found).toEqual(expected);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  const turned = Object.fromEntries(Object.entries(files).reverse());
  expect(JSON.stringify(read(turned))).toBe(JSON.stringify(found));
});

test("dot files, what editors leave behind, and retained.yaml are not messages", () => {
  const dots = [".git/config", ".gitkeep", "a/.DS_Store", "a/.#a.json", ".a.json.swp"];
  const droppings = [
    "a.json~",
    "#a.json#",
    "a.swp",
    "a.swo",
    "~$a.txt",
    "a.orig",
    "a.rej",
    "Thumbs.db",
    "a/desktop.ini",
  ];
  const files = Object.fromEntries([...dots, ...droppings].map((file) => [file, "{"]));
  expect(read({ ...files, "retained.yaml": "", "a/retained.yaml": "on: true" })).toEqual({
    "a/retained": { payload: '{"on":true}' },
  });
});

const TEXT = "expected UTF-8; a file with another extension is published byte for byte";
const EMPTY = "must not be empty: an empty retained message clears the topic";

test.each<[string, string | Uint8Array, string]>([
  ["a.txt", "", EMPTY],
  ["a.json", "", EMPTY],
  ["a.yaml", "", EMPTY],
  ["a.bin", "", EMPTY],
  ["a.txt", Buffer.from([255]), TEXT],
  ["a.json", Buffer.from([34, 255, 34]), TEXT],
  ["a.yaml", Buffer.from([255]), TEXT],
  ["a.bin", Buffer.alloc(131_073, 1), "expected at most 131072 bytes, got 131073"],
  ["a.txt", "x".repeat(131_073), "expected at most 131072 bytes, got 131073"],
  ["a.json", JSON.stringify("x".repeat(131_072)), "expected at most 131072 bytes (128 KB), got 131074"],
  ["a.json", " ".repeat(1_048_577), "expected at most 1048576 bytes, got 1048577"],
  ["a.yaml", " ".repeat(1_048_577), "expected at most 1048576 bytes, got 1048577"],
  ["a/+/b.txt", "x", "the topic must not contain the wildcards `+` and `#`"],
  ["$a.txt", "x", "the topic must not begin with `$`: AWS reserves those topics"],
  ["1/2/3/4/5/6/7/8/9.txt", "x", "the topic must have at most 7 slashes, got 8"],
  [`${"n".repeat(200)}/${"n".repeat(56)}.txt`, "x", "the topic must be at most 256 bytes of UTF-8, got 257"],
  ["__proto__.txt", "x", "the topic cannot be in a set: use a RetainedMessage"],
  ["retained.yml", "a: 1", "expected the name retained.yaml"],
  ["Retained.yaml", "a: 1", "expected the name retained.yaml"],
  ["retained.json", "{}", "expected the name retained.yaml"],
])("%s is refused: %#", (file, content, issue) => {
  expect(issuesIn({ [file]: content })).toEqual([`${file}: ${issue}`]);
});

test("a payload of the maximum size is accepted, and so is a source that is larger than its payload", () => {
  const found = read({ "a.bin": Buffer.alloc(131_072, 1), "b.json": `[1${" ".repeat(1_000_000)}]` });
  expect(Object.values(found)).toEqual([{ payload: "\u0001".repeat(131_072) }, { payload: "[1]" }]);
});

test("everything that is wrong with a folder is reported at once, without quoting its content", () => {
  const files = { "a.json": '{"password": hush-hush}', "b.yaml": "x: 'hush-hush", "c.txt": "", "d.txt": "x" };
  const issues = issuesIn(files);
  expect(issues.map((issue) => issue.slice(0, 7))).toEqual(["a.json:", "b.yaml:", "c.txt: "]);
  expect(issues.join()).not.toContain("hush");
});

test("two files for one topic are refused, both named, even if one of them is wrong", () => {
  expect(issuesIn({ "a/b.json": "1", "a/b.txt": "1", "a/b": "1" })).toEqual([
    "a/b.json: has the same topic as a/b",
    "a/b.txt: has the same topic as a/b",
  ]);
  expect(issuesIn({ "a.json": "null", "a.txt": "1" })).toEqual([
    "a.txt: has the same topic as a.json",
    "a.json: expected a JSON value, got null",
  ]);
});

test("an issue is one line, whatever the name of its file", () => {
  const error = new FilesError(issuesIn({ "a\nb\u001b[31m.txt": "" }));
  expect(error.message).toBe(`a\\u000ab\\u001b[31m.txt: ${EMPTY}`);
});

test("a folder without messages holds none", () => {
  expect(readMessages(folder()).messages.size).toBe(0);
});
