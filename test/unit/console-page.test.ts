import { filterOf } from "../../provider/local/console/page/data/filter";
import { levelsOf, rowsOf, toggled } from "../../provider/local/console/page/data/rows";
import { TopicTree } from "../../provider/local/console/page/data/tree";
import { fromBase64, fromHex, hexLines, toBase64, toHex } from "../../provider/local/console/page/text/bytes";
import { differenceOf } from "../../provider/local/console/page/text/difference";
import { draftOf, inForm, payloadBytes, prettyDraft } from "../../provider/local/console/page/text/draft";
import { ageText, countdownText, sizeText } from "../../provider/local/console/page/text/units";
import { visible } from "../../provider/local/console/page/text/visible";
import type { MessageView } from "../../provider/local/console/wire";
import { jsonLines, lineText } from "../../provider/text/json-lines";

const none: ReadonlySet<string> = new Set();
const open = { isOpen: true, except: none };
const shut = { isOpen: false, except: none };

function treeOf(...topics: string[]): TopicTree {
  const tree = new TopicTree();
  for (const topic of topics) tree.apply([topic, 10, 0, null, null]);
  return tree;
}

/** Each line with its indentation. */
function lines(rows: ReturnType<typeof rowsOf>): string[] {
  return rows.map((row) => `${"  ".repeat(row.depth - 1)}${levelsOf(row).join("/")} ${row.count}`);
}

describe("the tree", () => {
  test("a level that leads to one other is in its line, and numbers are in their order", () => {
    const tree = treeOf("a/pump-10/config", "a/pump-2/config", "a/pump-2/state", "b");
    expect(lines(rowsOf(tree, open))).toEqual([
      "a 3",
      "  pump-2 2",
      "    config 1",
      "    state 1",
      "  pump-10/config 1",
      "b 1",
    ]);
    expect(lines(rowsOf(tree, shut))).toEqual(["a 3", "b 1"]);
    expect(lines(rowsOf(tree, toggled(shut, "a")))).toEqual(["a 3", "  pump-2 2", "  pump-10/config 1", "b 1"]);
  });

  test("a level may have a message and others below it", () => {
    expect(lines(rowsOf(treeOf("a", "a/b"), open))).toEqual(["a 2", "  b 1"]);
  });

  test("empty levels are levels", () => {
    const tree = treeOf("/a", "a/", "a//b", "");
    expect(lines(rowsOf(tree, open))).toEqual([" 2", "  a 1", "a/ 2", "  b 1"]);
    expect(tree.find("a/")?.leaf?.size).toBe(10);
    expect(tree.find("a")?.leaf).toBeUndefined();
  });

  test.each(["__proto__", "constructor", "hasOwnProperty/toString"])("%s is a topic like any other", (topic) => {
    const tree = treeOf(topic);
    expect(lines(rowsOf(tree, open))).toEqual([`${topic} 1`]);
    tree.apply([topic]);
    expect(tree.root.count).toBe(0);
  });

  test("what goes takes its empty levels along, and counts and bytes follow", () => {
    const tree = treeOf("a/b/c", "a/d");
    tree.apply(["a/d", 30, 0, null, null]);
    expect([tree.root.count, tree.root.bytes]).toEqual([2, 40]);
    tree.apply(["a/b/c"]);
    tree.apply(["a/b/c"]);
    tree.apply(["never/there"]);
    expect([tree.root.count, tree.root.bytes, lines(rowsOf(tree, open))]).toEqual([1, 30, ["a/d 1"]]);
  });
});

describe("the filter", () => {
  const tree = treeOf("fleet/a/config", "fleet/b/config", "fleet/b/state", "fleet");
  tree.apply(["owned", 1, 0, null, "Acme/prod"]);

  test.each([
    ["config", ["fleet/a/config", "fleet/b/config"]],
    ["CONFIG b/", ["fleet/b/config"]],
    ["acme", ["owned"]],
    ["fleet/+/config", ["fleet/a/config", "fleet/b/config"]],
    ["fleet/#", ["fleet/a/config", "fleet/b/config", "fleet/b/state"]],
    ["+", ["fleet", "owned"]],
    ["#", ["fleet", "fleet/a/config", "fleet/b/config", "fleet/b/state", "owned"]],
    ["nothing", []],
    [".*", []],
  ])("%s", (text, wanted) => {
    const wants = filterOf(text);
    const found = rowsOf(tree, open, wants).filter(({ node }) => node.leaf !== undefined && wants?.(node));
    expect(found.map(({ node }) => node.path)).toEqual(wanted);
  });

  test("a level counts what passes", () => {
    expect(lines(rowsOf(tree, shut, filterOf("fleet/b")))).toEqual(["fleet/b 2"]);
    expect(lines(rowsOf(tree, shut, filterOf("config")))).toEqual(["fleet 2"]);
  });

  test("without text there is none", () => {
    expect(filterOf("  ")).toBeUndefined();
  });
});

describe("JSON in lines", () => {
  const pretty = (text: string) => jsonLines(text)?.map(lineText);

  test("it is what JSON.stringify makes", () => {
    const value = { a: [1, { b: null }, [], {}, ""], "c:": "{,}[]", d: { e: true } };
    expect(pretty(JSON.stringify(value))?.join("\n")).toBe(JSON.stringify(value, null, 2));
  });

  test("numbers keep their digits, and keys their number and order", () => {
    expect(pretty('{"2":12345678901234567890,"1":1.0,"1":1e2}')).toEqual([
      "{",
      '  "2": 12345678901234567890,',
      '  "1": 1.0,',
      '  "1": 1e2',
      "}",
    ]);
  });

  test.each(["", "{", "on", "{'a':1}", "// a\n1", "[1,]", "\uFEFF1"])("%p is no JSON", (text) => {
    expect(jsonLines(text)).toBeUndefined();
  });

  test("128 KB of brackets stay small", () => {
    const text = "[".repeat(65_536) + "]".repeat(65_536);
    const shown = pretty(text) ?? [];
    expect(shown.length).toBe(131_071);
    expect(shown.join("").length).toBeLessThan(10_000_000);
  });

  test("the kinds are those of the tokens", () => {
    const kinds = jsonLines('{"a":"b","c":[-1,true,null]}')?.flatMap(({ tokens }) =>
      tokens.map(({ kind, text }) => `${kind} ${text.trim()}`),
    );
    expect(kinds?.filter((kind) => !kind.startsWith("mark"))).toEqual([
      'key "a"',
      'string "b"',
      'key "c"',
      "number -1",
      "literal true",
      "literal null",
    ]);
  });
});

test.each([
  ["plain ü 漢 🙂", "plain ü 漢 🙂"],
  ["a\u202eb", "a\\u{202e}b"],
  [" a  b ", "\\u{20}a\\u{20} b\\u{20}"],
  [" ", "\\u{20}"],
  ["\0\n\u200b\u2028\u00a0", "\\u{0}\\u{a}\\u{200b}\\u{2028}\\u{a0}"],
  ["\u{e0041}", "\\u{e0041}"],
  ["<b>", "<b>"],
])("%p is seen as %p", (text, seen) => {
  expect(visible(text)).toBe(seen);
});

describe("bytes", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);

  test("base64 and hex lead back", () => {
    expect(fromBase64(toBase64(all))).toEqual(all);
    expect(fromHex(toHex(all))).toEqual(all);
    expect(fromHex("0A\n0b")).toEqual(Uint8Array.of(10, 11));
    expect([fromHex("0"), fromHex("0g")]).toEqual([undefined, undefined]);
  });

  test("hex lines show where bytes are, and their ASCII", () => {
    expect(hexLines(Buffer.from("0123456789abcdef\n"))).toEqual([
      "000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef",
      "000010  0a                                                .",
    ]);
  });
});

describe("a draft", () => {
  const base64 = (bytes: string | Uint8Array) => toBase64(Buffer.from(bytes));

  test.each([
    ['{"a":1}', "json"],
    ["on", "text"],
    ["a\r\nb", "hex"],
    [Uint8Array.of(255, 0), "hex"],
    ["", "json"],
  ] as const)("of %p is %s, and leads back to the same bytes", (bytes, form) => {
    const draft = draftOf(base64(bytes));
    expect(draft.form).toBe(form);
    expect(toBase64(payloadBytes(draft) ?? Uint8Array.of(9))).toBe(base64(bytes));
  });

  test("it has no text if its bytes are none", () => {
    const draft = draftOf(base64(Uint8Array.of(255)));
    expect(inForm(draft, "text")).toBeUndefined();
    expect(inForm(draft, "base64")).toEqual({ form: "base64", text: "/w==" });
  });

  test("text that is not in its form has no bytes, and stays", () => {
    expect(payloadBytes({ form: "json", text: "{" })).toBeUndefined();
    expect(inForm({ form: "json", text: "{" }, "text")).toEqual({ form: "text", text: "{" });
    expect(inForm({ form: "json", text: "{" }, "hex")).toBeUndefined();
    expect(payloadBytes({ form: "base64", text: "*" })).toBeUndefined();
    expect(prettyDraft({ form: "json", text: '{"a":1}' }).text).toBe('{\n  "a": 1\n}');
  });
});

describe("a difference", () => {
  const message = (payload: string | Uint8Array, more: Partial<MessageView> = {}): MessageView => ({
    payload: toBase64(Buffer.from(payload)),
    size: 0,
    publishedAt: 0,
    expiresAt: null,
    marker: null,
    qos: 1,
    userProperties: [],
    ...more,
  });
  const changed = (before: MessageView, after: MessageView | null) =>
    differenceOf(before, after)?.flatMap((line) =>
      line.kind === "added" || line.kind === "removed" ? [`${line.kind} ${line.text}`] : [],
    );

  test("JSON is compared by its lines, however it is written", () => {
    expect(changed(message('{"a":1,"b":2}'), message('{ "a": 1,\n"b": 3 }'))).toEqual([
      'removed   "b": 2',
      'added   "b": 3',
    ]);
  });

  test("properties are compared too", () => {
    expect(changed(message("x"), message("x", { qos: 0, userProperties: [["k", "v"]] }))).toEqual([
      "removed qos: 1",
      "added qos: 0",
      'added user property "k": "v"',
    ]);
  });

  test("what ended with nothing after it is all removed", () => {
    expect(changed(message("x"), null)).toEqual(["removed qos: 1", "removed ", "removed x"]);
  });

  test("what is the same is left out, but for what is around a change", () => {
    const text = Array.from({ length: 40 }, (_, i) => `line ${i}`);
    const lines = differenceOf(message(text.join("\n")), message(text.with(20, "new").join("\n")));
    expect(lines?.map((line) => (line.kind === "skipped" ? line.count : line.text))).toEqual([
      19,
      "line 17",
      "line 18",
      "line 19",
      "line 20",
      "new",
      "line 21",
      "line 22",
      "line 23",
      16,
    ]);
  });

  test("bytes are compared as hex", () => {
    expect(changed(message(Uint8Array.of(255, 1)), message(Uint8Array.of(255, 2)))?.length).toBe(2);
  });
});

test("units", () => {
  expect([0, 59_999, 60_000, 7_200_000, 172_800_000].map(ageText)).toEqual(["0s", "59s", "1m", "2h", "2d"]);
  expect([-1, 900, 61_000, 3_600_000, 604_800_000].map(countdownText)).toEqual(["0s", "1s", "1m 1s", "1h 0m", "7d 0h"]);
  expect([5, 1_536, 131_072, 16_777_216].map(sizeText)).toEqual(["5 B", "1.5 KB", "128 KB", "16 MB"]);
});
