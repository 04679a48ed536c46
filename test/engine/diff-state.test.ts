import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadMessages, RetainedMessage, RetainedMessageSet, type SetMessageArgs } from "../../provider";
import { runWith } from "../support/command";
import { folder } from "../support/folder";
import { publishAs } from "../support/look";
import { NativeMessage, NativeSet, nativeInvoke } from "../support/native";
import { type Program, useStack } from "../support/stack";

// iot-retained diff --state -: what it says of changed files is what a preview of the program says.

const stack = useStack();
let directory: string;
let isAddedInCode: boolean;

beforeEach(async () => {
  isAddedInCode = true;
  await stack.configure({ "iot-retained:owner": "acme/{project}/{stack}" });
  directory = folder({
    "acme/plain.json": '{"v":1}',
    "acme/removed.txt": "r",
    "acme/tweaked.txt": "t",
    "acme/skipped.txt": "s",
    "acme/secret.txt": "placeholder",
    "acme/short.txt": "expires",
    "retained.yaml": "overrides: { acme/short.txt: { messageExpiry: 60 } }",
  });
});

const write = (file: string, text: string) => writeFileSync(join(directory, file), text);
const remove = (file: string) => rmSync(join(directory, file));

type Messages = Record<string, SetMessageArgs>;

/** What the program makes of the files: one is left out, two are changed, and two are added. */
function withCode({ "acme/skipped": _, ...messages }: Messages): Messages {
  return {
    ...messages,
    "acme/tweaked": { ...(messages["acme/tweaked"] as SetMessageArgs), qos: 0 },
    "acme/secret": { payload: pulumi.secret("sesame") },
    ...(isAddedInCode ? { "acme/added": { payload: "a" } } : {}),
  };
}

const dynamic = () => {
  new RetainedMessageSet("set", {
    messages: withCode(loadMessages(directory)),
    defaults: { contentType: "text/plain" },
  });
  new RetainedMessage("alone", { topic: "acme/alone", payload: "x" });
};

const native = async () => {
  const { messages } = await nativeInvoke("loadMessages", { directory });
  new NativeSet("set", { messages: withCode(messages as Messages), defaults: { contentType: "text/plain" } });
  new NativeMessage("alone", { topic: "acme/alone", payload: "x" });
};

interface Row {
  topic: string;
  change: string;
  what: string;
  drift?: true;
  diff?: string;
}

interface Found {
  changes: Row[];
  unchanged: number;
  expired: number;
  inCode: number;
}

async function diff(...args: string[]): Promise<Found> {
  const state = await stack.export("--show-secrets");
  const all = ["diff", directory, "--endpoint", stack.endpoint, "--state", "-", "--json", ...args];
  const { code, stdout, stderr } = await runWith(state, ...all);
  expect([stderr, code]).toEqual(["", stdout.includes('"change"') ? 1 : 0]);
  return JSON.parse(stdout) as Found;
}

const signs: Record<string, string> = { new: "+", changed: "~", clear: "-", inTheWay: "!", unclear: "?" };

/** The rows of a difference, with `drift` before those that a preview does not show. */
function rowsOf({ changes }: Found): string[] {
  return changes.map(({ topic, change, drift }) => `${drift ? "drift " : ""}${signs[change]} ${topic}`);
}

/** What the state notes of files and code, as it lies there. */
async function notes(): Promise<unknown[]> {
  const { deployment } = JSON.parse(await stack.export()) as {
    deployment: { resources: { urn: string; inputs?: Record<string, unknown> }[] };
  };
  return ["set", "alone"].map((name) => {
    const { __inCode: note } = deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs ?? {};
    return typeof note === "object" ? { ciphertext: (note as { ciphertext?: string }).ciphertext } : note;
  });
}

/** The topics that a preview says are to be published or cleared. */
async function previewed(program: Program): Promise<string[]> {
  const { stdout } = await stack.preview(program, { diff: true });
  const found = new Map<string, string>();
  for (const [, sign = "", topic = ""] of stdout.matchAll(/^ +([+~-]) (acme\/[a-z0-9]+) *:/gm)) {
    // A text that becomes an object stands there as removed and added.
    found.set(topic, found.has(topic) ? "~" : sign);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, sign]) => `${sign} ${topic}`);
}

/** What the difference and the preview say alike. */
async function bothSay(program: Program): Promise<string[]> {
  const rows = rowsOf(await diff());
  expect(rows.filter((row) => !row.startsWith("drift"))).toEqual(await previewed(program));
  return rows;
}

describe.each<[string, Program]>([
  ["dynamic", dynamic],
  ["native", native],
])("with the %s provider", (_, program) => {
  test("a preview and the difference agree, whatever has become of the files", async () => {
    stack.now = () => Date.now() - 3_600_000;
    await stack.up(program);
    stack.now = Date.now;
    expect(await bothSay(program)).toEqual([]);
    expect(await diff()).toEqual({ changes: [], unchanged: 2, expired: 1, inCode: 3, goneInCode: 0, waiting: 0 });
    expect(await notes()).toEqual([{ ciphertext: expect.anything() }, true]);

    write("acme/plain.json", '{"v":2}');
    remove("acme/removed.txt");
    write("acme/fresh.txt", "new");
    expect(await bothSay(program)).toEqual(["+ acme/fresh", "~ acme/plain", "- acme/removed"]);

    // A message that has expired is published if its file changes.
    write("acme/short.txt", "again");
    expect(await bothSay(program)).toContain("~ acme/short");
    await stack.up(program);
    expect(await bothSay(program)).toEqual([]);
  });

  test("drift is told apart, also after a refresh has put it into the state", async () => {
    await stack.up(program);
    await publishAs(stack.endpoint, "acme/plain", "overwritten");
    await publishAs(stack.endpoint, "acme/removed", "");
    await publishAs(stack.endpoint, "acme/added", "overwritten");
    const rows = ["acme/added", "acme/plain", "acme/removed"];
    expect(await bothSay(program)).toEqual([`drift ~ ${rows[0]}`, `drift ~ ${rows[1]}`, `drift + ${rows[2]}`]);
    await stack.refresh();
    expect(rowsOf(await diff())).toEqual([`drift ~ ${rows[0]}`, `~ ${rows[1]}`, `+ ${rows[2]}`]);
    expect(await previewed(program)).toEqual([`~ ${rows[0]}`, `~ ${rows[1]}`, `+ ${rows[2]}`]);
    await stack.up(program);
    expect(await bothSay(program)).toEqual([]);
  });

  test("if code makes something of a file that has changed, only a preview can tell", async () => {
    await stack.up(program);
    write("acme/tweaked.txt", "other");
    write("acme/skipped.txt", "other");
    write("acme/secret.txt", "other");
    write("acme/added.txt", "a file");
    expect(rowsOf(await diff())).toEqual(["? acme/added", "? acme/secret", "? acme/skipped", "? acme/tweaked"]);
    remove("acme/tweaked.txt");
    expect((await diff()).changes.at(-1)).toMatchObject({
      topic: "acme/tweaked",
      what: expect.stringMatching(/gone$/),
    });
  });

  test("no payload of a secret, of a topic that somebody else published on, and of a changed file both sides", async () => {
    await stack.up(program);
    write("acme/plain.json", '{"v":2}');
    write("acme/fresh.json", '{"b":1,"a":[2]}');
    await publishAs(stack.endpoint, "acme/removed", "stranger");
    await publishAs(stack.endpoint, "acme/secret", "stranger");
    const found = await diff("--payloads");
    expect(JSON.stringify(found)).not.toMatch(/sesame|placeholder|stranger/);
    expect(Object.fromEntries(found.changes.map(({ topic, diff }) => [topic, diff]))).toEqual({
      "acme/plain": '--- live/acme/plain\n+++ declared/acme/plain\n@@ -1,3 +1,3 @@\n {\n-  "v": 1\n+  "v": 2\n }',
      "acme/fresh":
        '--- /dev/null\n+++ declared/acme/fresh\n@@ -0,0 +1,6 @@\n+{\n+  "a": [\n+    2\n+  ],\n+  "b": 1\n+}',
      "acme/removed": undefined,
      "acme/secret": undefined,
    });
  });

  test("what a file takes over from code is noted by an `up` that changes nothing", async () => {
    await stack.up(program);
    write("acme/alone.txt", "x");
    expect((await diff()).changes).toMatchObject([{ change: "unclear", topic: "acme/alone" }]);
    remove("acme/alone.txt");
    write("acme/added.txt", "a");
    expect((await diff()).changes).toMatchObject([{ change: "unclear", topic: "acme/added" }]);
    isAddedInCode = false;
    const { changes } = await stack.up(program);
    expect([changes, stack.count("Publish")]).toEqual([{ same: 2 }, 0]);
    expect(await bothSay(program)).toEqual([]);
    remove("acme/added.txt");
    expect(await bothSay(program)).toEqual(["- acme/added"]);
  });
});
