import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readMessages } from "../../../provider/files/read-messages";
import { writableMessage, writeMessages } from "../../../provider/files/write-messages";
import { canonicalJson } from "../../../provider/messages/digest";
import type { LiveMessage, QoS } from "../../../provider/messages/message";
import { payloadBytes } from "../../../provider/messages/payload";
import { reasonsAgainstTopic } from "../../../provider/messages/topic";
import { toPairs, type UserProperty } from "../../../provider/messages/user-properties";
import { SIGNATURE_KEY } from "../../../provider/pulumi/signatures";
import { folder } from "../../support/folder";
import { sentinels } from "../../support/sentinels";

function live(
  topic: string,
  payload: string | Uint8Array,
  qos: QoS = 1,
  userProperties: UserProperty[] = [],
): LiveMessage {
  return { topic, payload: Buffer.from(payload as string), qos, userProperties, lastModifiedTime: 1 };
}

/** The messages that are read back, in the order of their topics. */
function roundTrip(root: string, messages: readonly LiveMessage[]) {
  writeMessages(root, messages.map(writableMessage));
  return [...readMessages(root).messages].map(([topic, { message }]) => ({
    topic,
    payload: payloadBytes(message, readFileSync).toString("base64"),
    qos: message.qos ?? 1,
    userProperties: toPairs(message.userProperties),
  }));
}

const reserved: string[] = ["__proto__", SIGNATURE_KEY, sentinels[0]];

function expected(messages: readonly LiveMessage[]) {
  return [...messages]
    .sort((a, b) => (a.topic < b.topic ? -1 : 1))
    .map(({ topic, payload, qos, userProperties }) => ({
      topic,
      payload: Buffer.from(payload).toString("base64"),
      qos,
      // A record has no order, so it is sent sorted by key.
      userProperties: keepsOrder(userProperties) ? userProperties : toPairs(Object.fromEntries(userProperties)),
    }));
}

/** Whether properties have a repeated key, or a text that no record can have, so that they are written as an array. */
function keepsOrder(pairs: readonly UserProperty[]): boolean {
  const isReserved = (text: string) => reserved.includes(text);
  return new Set(pairs.map(([key]) => key)).size < pairs.length || pairs.flat().some(isReserved);
}

test("JSON is written for people, text and bytes as they are; markers are left out", () => {
  const root = join(folder(), "made", "here");
  writeMessages(
    root,
    [
      live("site-a/settings", '{"a":1,"b":[true]}'),
      live("site-a/loose", '{ "a": 1 }'),
      live("motd", "hi\n", 0),
      live("site-a/raw", Buffer.from([255, 0]), 1, [["managed-by", "pulumi:o/n#1"]]),
      live("a//b", "x", 1, [["k", "v"]]),
    ].map(writableMessage),
  );
  const text = (file: string) => readFileSync(join(root, file), "utf8");
  expect(text("site-a/settings.json")).toBe('{\n  "a": 1,\n  "b": [\n    true\n  ]\n}\n');
  expect(text("site-a/loose.txt")).toBe('{ "a": 1 }');
  expect(text("motd.txt")).toBe("hi\n");
  expect(readFileSync(join(root, "site-a/raw"))).toEqual(Buffer.from([255, 0]));
  expect(text("other/0001.bin")).toBe("x");
  expect(text("retained.yaml")).toBe(
    "topics:\n  other/0001.bin: a//b\noverrides:\n  other/0001.bin:\n    userProperties:\n      k: v\n  motd.txt:\n    qos: 0\n",
  );
});

test("a folder that holds something is left alone", () => {
  const root = folder({ "mine.txt": "x" });
  expect(() => writeMessages(root, [writableMessage(live("a", "b"))])).toThrow("expected an empty folder");
  expect(readdirSync(root)).toEqual(["mine.txt"]);
  mkdirSync(join(root, "sub"));
  writeFileSync(join(root, "sub", ".hidden"), "");
  expect(() => writeMessages(join(root, "sub"), [])).toThrow("expected an empty folder");
  expect(() => writeMessages(join(root, "mine.txt"), [])).toThrow(/mine\.txt: cannot be made \(EEXIST\)$/);
  expect(readFileSync(join(root, "mine.txt"), "utf8")).toBe("x");
});

test.each([
  [["../../escape", "..", ".", "/abs", "a/../b", "a/./b", "/", "//"]],
  [["a", "a/b", "a/b/c"]],
  [["Case", "case", "CASE/x", "case/y", "stra\u00dfe", "STRASSE", "caf\u00e9", "cafe\u0301"]],
  [["retained.yaml", "retained.yml", "retained", "other/x", "Other", "x.json", "x", "x.txt", "x.yaml", "y.JSON"]],
  [
    [
      ".dot",
      "a/.git",
      "x~",
      "#x#",
      "Thumbs.db",
      "con",
      "a:b",
      "a\\b",
      "a|b",
      "tail.",
      "tail ",
      " lead",
      "ctl\u0001\u001b[0m",
    ],
  ],
  [["n".repeat(256), "n".repeat(251), `a/${"m".repeat(252)}`, "*", "a[1]", "{a,b}", "!x", "a*", "ab"]],
])("topics that are awkward as file names come back: %#", (topics) => {
  for (const payload of ['{"a":1}', "text", Buffer.from([255])]) {
    const messages = topics
      .filter((topic) => reasonsAgainstTopic(topic).length === 0)
      .map((topic) => live(topic, payload));
    const root = join(folder(), "inside");
    expect(roundTrip(root, messages)).toEqual(expected(messages));
    expect(readdirSync(join(root, ".."))).toEqual(["inside"]);
    // A file system that ignores case would treat these paths as one.
    const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).map((path) =>
      path.normalize().toUpperCase(),
    );
    expect(new Set(paths).size).toBe(paths.length);
  }
});

test("JSON that is nested deep, or that would be too long if it was indented, comes back", () => {
  const deep = `${"[".repeat(2_000)}${"]".repeat(2_000)}`;
  const wide = `${"[".repeat(50)}${"1,".repeat(60_000)}1${"]".repeat(50)}`;
  const messages = [
    live("deep", deep),
    live("deeper", `${"[".repeat(60_000)}${"]".repeat(60_000)}`),
    live("limit", `${"[".repeat(200)}${"]".repeat(200)}`),
    live("wide", wide),
    live("null", "null"),
    live("large", "[90071992547409930]"),
    live("largest", "1.7976931348623157e+308"),
    live("marked", '\ufeff{"a":1}'),
    live("surrogate", '"\\ud800"'),
  ];
  expect(roundTrip(join(folder(), "x"), messages)).toEqual(expected(messages));
});

test("any set of messages comes back, byte for byte", () => {
  const level = fc.oneof(
    fc.constantFrom(
      "a",
      "A",
      "b",
      ".",
      "..",
      "",
      "other",
      "x.json",
      "x.txt",
      "x",
      ".x",
      "x~",
      "retained.yaml",
      "*",
      "é",
      "ß",
      "SS",
      "constructor",
    ),
    fc.string({ unit: "grapheme", maxLength: 8 }),
  );
  const topic = fc
    .array(level, { minLength: 1, maxLength: 4 })
    .map((levels) => levels.join("/"))
    .filter((text) => reasonsAgainstTopic(text).length === 0 && text !== "__proto__");
  const payload = fc.oneof(
    fc.jsonValue().map(canonicalJson),
    fc.json(),
    fc.string({ minLength: 1 }),
    fc.constantFrom(...sentinels),
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
  );
  // Texts that YAML does not read as strings unless they are quoted.
  const keys = ["k", "l", "0", "a b", ...reserved, "<<", "null", "- x", "a: b", "#", "? q", "%"];
  const values = [
    "yes",
    "~",
    "1e3",
    "0x1",
    ".inf",
    "2026-01-01",
    "a\nb\n",
    " x ",
    "*a",
    "&a",
    "!t",
    "x".repeat(200),
    "a ".repeat(90),
    sentinels[0],
  ];
  const pairs = fc.array(
    fc.tuple(
      fc.constantFrom(...keys),
      fc.oneof(fc.string({ unit: "binary", maxLength: 5 }), fc.constantFrom(...values)),
    ),
    {
      maxLength: 3,
    },
  );
  const message = fc.record({ topic, payload, qos: fc.constantFrom<QoS>(0, 1), pairs });
  const messages = fc.uniqueArray(message, { selector: (found) => found.topic, maxLength: 12 });
  fc.assert(
    fc.property(messages, (found) => {
      const all = found.map((each) => live(each.topic, each.payload, each.qos, each.pairs));
      expect(roundTrip(join(folder(), "x"), all)).toEqual(expected(all));
    }),
    { numRuns: Number(process.env["RUNS"] ?? 300) },
  );
});

test("arguments that many messages share are written for each, however many there are", () => {
  const root = folder({});
  const shared = { userProperties: { source: "git" } };
  const written = Array.from({ length: 1_200 }, (_, i) => ({
    topic: `t/${i}`,
    payload: Buffer.from(String(i)),
    arguments: shared,
  }));
  writeMessages(root, written);
  const { messages } = readMessages(root);
  expect(messages.size).toBe(1_200);
  expect([...messages.values()].every(({ message }) => toPairs(message.userProperties).length === 1)).toBe(true);
});
