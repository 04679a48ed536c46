import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeBookkeeping } from "../../provider/engine/bookkeeping";
import { messageDigest, writeInCode } from "../../provider/files/in-code";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import type { Extra } from "../../provider/messages/extra";
import { unreadableDigest } from "../../provider/messages/message";
import type { MessageValue } from "../../provider/messages/message-value";
import { endCommands, runWith } from "../support/command";
import { folder } from "../support/folder";
import { publishAs } from "../support/look";

// iot-retained diff --state -: what it makes of exports of every kind.

const OWNER = "acme/pumps/prod";
const marked = (nonce: string) => [{ "managed-by": `pulumi:${OWNER}/defaults#${nonce}` }];

let local: LocalEndpoint;
let directory: string;

beforeEach(async () => {
  local = await startLocalEndpoint();
  directory = folder({ "a.json": '{"v":1}', "b.txt": "b" });
  await publishAs(local.endpoint, "a", '{"v":1}', marked("1"));
  await publishAs(local.endpoint, "b", "b", marked("1"));
});

afterEach(async () => {
  endCommands();
  await local.close();
});

const write = (file: string, content: string | Uint8Array) => writeFileSync(join(directory, file), content);

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const encrypted = { ...SECRET, ciphertext: "AAAA" };
const shown = (value: unknown) => ({ ...SECRET, plaintext: JSON.stringify(value) });

interface Resource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  delete?: boolean;
  external?: boolean;
}

interface Told {
  name?: string;
  nonce?: string;
  endpoint?: string;
  inCode?: true | string | undefined;
  isNative?: boolean;
  inputs?: Record<string, unknown>;
}

const plain = { a: '{"v":1}', b: "b" };
const unchanged = writeInCode({ changed: new Map(), leftOut: new Map() });

function place({ nonce = "1", endpoint = local.endpoint }: Told) {
  return { region: "local", dataEndpoint: endpoint, __state: { nonce, regionDeclared: false } };
}

function typeOf(kind: string, { isNative = false }: Told): string {
  return isNative ? `iot-retained:index:${kind}` : `pulumi-nodejs:dynamic/iot-retained:${kind}`;
}

/** What a set has noted of its messages, and of extras that a refresh has found. */
function bookkept(messages: Record<string, MessageValue>, extras = new Map<string, Extra>(), found?: true) {
  const rest = { time: 1, ...(found && { found }) };
  const records = new Map(
    Object.entries(messages).map(([topic, value]) => [topic, { value, size: JSON.stringify(value).length, ...rest }]),
  );
  return shown(encodeBookkeeping({ messages: records, extras }));
}

/** A set in an export, as the last `up` left it. */
function set(messages: Record<string, MessageValue>, told: Told = {}): Resource {
  const { name = "defaults", isNative = false } = told;
  const { inCode = unchanged } = "inCode" in told ? { inCode: told.inCode ?? null } : {};
  const hidden = { __owner: OWNER, __urn: "urn", __provider: "text" };
  const noted = inCode === null ? {} : { __inCode: inCode === true ? true : shown(inCode) };
  const inputs = { messages, marker: true, ...noted, ...told.inputs, ...(isNative ? {} : hidden) };
  const { messages: _, ...kept } = inputs;
  const outputs = { ...kept, ...hidden, ...place(told), __bookkeeping: bookkept(messages) };
  return { type: typeOf("RetainedMessageSet", told), name, inputs, outputs };
}

/** A single message in an export. */
function single(topic: string, payload: string, told: Told = {}): Resource {
  const { name = topic, inCode = true } = told;
  const noted = { __inCode: inCode === true ? true : shown(inCode) };
  const inputs = { topic, payload, qos: 1, marker: true, __owner: OWNER, ...noted, ...told.inputs };
  const size = { payloadSize: payload.length, lastModifiedTime: 1 };
  return { type: typeOf("RetainedMessage", told), name, inputs, outputs: { ...inputs, ...place(told), ...size } };
}

function exported(...resources: Resource[]): string {
  const all = resources.map(({ name, ...rest }) => ({ urn: `urn:pulumi:prod::pumps::${rest.type}::${name}`, ...rest }));
  const root = { urn: "urn:pulumi:prod::pumps::pulumi:pulumi:Stack::pumps-prod", type: "pulumi:pulumi:Stack" };
  return JSON.stringify({ version: 3, deployment: { resources: [root, ...all] } });
}

const diff = (state: string, ...args: string[]) =>
  runWith(state, "diff", directory, "--endpoint", local.endpoint, "--state", "-", ...args);

async function rows(state: string, ...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await diff(state, "--json", ...args);
  expect(stderr).toBe("");
  return JSON.parse(stdout).changes.map(
    ({ topic, change, what }: Record<string, string>) => `${change} ${topic}: ${what}`,
  );
}

describe.each([false, true])("native provider: %s", (isNative) => {
  test("what is as its files and as its state is the same, whatever else the state has", async () => {
    await publishAs(local.endpoint, "code", "c", marked("2"));
    const replaced = { ...set({ old: "x" }, { name: "old" }), delete: true };
    const read = { ...single("read", "x"), external: true };
    const state = exported(set(plain, { isNative }), single("code", "c", { nonce: "2", isNative }), replaced, read);
    expect(await diff(state)).toMatchObject({ code: 0, stdout: "2 unchanged\n", stderr: "" });
  });

  test("files that are new, changed and gone, with the set's defaults", async () => {
    const defaults = { contentType: "text/plain" };
    const marker = marked(`1.${unreadableDigest({ qos: 1, ...defaults })}`);
    for (const [topic, payload] of Object.entries({ ...plain, gone: "g" })) {
      await publishAs(local.endpoint, topic, payload, marker);
    }
    write("a.json", '{"v":2}');
    write("c.txt", "new");
    const state = exported(set({ ...plain, gone: "g" }, { isNative, inputs: { defaults } }));
    expect(await rows(state)).toEqual(["changed a: payload (7 B)", "new c: 3 B", "clear gone: 1 B"]);
    expect(await rows(state, "--prefix", "none")).toEqual(["changed a: payload (7 B)", "new c: 3 B"]);
  });
});

test("a state that tells nothing of files: only a preview knows what becomes of a topic without one", async () => {
  const state = exported(set({ ...plain, other: "x" }, { inCode: undefined }));
  expect(await diff(state)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /\n\? {2}other {2}has no file, and this state does not tell .*\n1 that only a preview/,
    ),
  });
});

test("what code has added, and a refresh has not found, is counted, and what it has changed is named", async () => {
  const digest = messageDigest("b");
  const inCode = writeInCode({
    changed: new Map([
      ["added", undefined],
      ["b", digest],
    ]),
    leftOut: new Map([["c", messageDigest("left out") ?? ""]]),
  });
  write("c.txt", "left out");
  const { code, stdout } = await diff(exported(set({ a: '{"v":1}' }, { inCode })));
  expect([code, stdout]).toEqual([
    1,
    [
      "   TOPIC  CHANGE",
      "+  b      declared in code, and gone",
      "1 to publish, 1 unchanged, 1 declared in code, and gone",
      "",
    ].join("\n"),
  ]);
});

test("several sets: one has to be named, and is compared alone", async () => {
  const state = exported(set({ a: '{"v":1}', x: "x" }), set({ b: "b", y: "y" }, { name: "others" }));
  expect(await diff(state)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/2 sets .*`--resource defaults` or `--resource others`/),
  });
  // A file of a set that is not named never goes unseen.
  expect(await rows(state, "--resource", "defaults")).toEqual([
    "unclear b: is of a resource that was not named: others",
    "clear x: gone already",
  ]);
  expect(await rows(state, "--resource", "defaults", "--resource", "others")).toHaveLength(2);
  expect((await diff(state, "--resource", "none")).stderr).toMatch(/has no resource none .* it has defaults, others\n/);
});

test("single messages that are made of files are cleared with their files", async () => {
  const resources = ["a", "gone"].map((topic) => single(topic, '{"v":1}', { inCode: unchanged }));
  expect(await rows(exported(...resources))).toEqual([
    "new b: 1 B, over 1 B of acme/pumps/prod defaults",
    "clear gone: gone already",
  ]);
});

test("the state of another place, of another owner, or with encrypted values is refused in words", async () => {
  const refusal = async (state: string, ...args: string[]) => {
    const { code, stdout, stderr } = await diff(state, ...args);
    expect([code, stdout]).toEqual([2, ""]);
    return stderr;
  };
  expect(await refusal(exported(set(plain, { endpoint: "http://127.0.0.1:1" })))).toMatch(/:1.*give `--endpoint`/);
  expect(await refusal(exported(set(plain)), "--owner", "acme/pumps/dev")).toMatch(/of acme\/pumps\/prod, and not of/);
  const secret = set(plain);
  secret.outputs["__bookkeeping"] = encrypted;
  expect(await refusal(exported(secret))).toMatch(/the state of urn.* is encrypted.*--show-secrets/);
  expect(await refusal("")).toMatch(/^standard input is not JSON/);
  expect(await refusal("{}")).toMatch(/^standard input is not the output of `pulumi stack export`/);
  expect(await refusal('{"a":"sesame"')).not.toMatch(/sesame/);
});

test("a state never comes from a file, and payloads are shown by a state alone", async () => {
  const run = (...args: string[]) => runWith("", "diff", directory, "--endpoint", local.endpoint, ...args);
  expect(await run("--state", "state.json")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/through a pipe/),
  });
  expect(await run("--payloads")).toMatchObject({ code: 2, stderr: expect.stringMatching(/needs `--state -`/) });
  expect(await run("--resource", "x")).toMatchObject({ code: 2, stderr: expect.stringMatching(/needs `--state -`/) });
});

test.each([["--owner", "acme/pumps/dev"], []])("without resources, all is new to the stack: %s %s", async (...args) => {
  expect(await rows(exported(), ...args)).toEqual([
    "inTheWay a: 7 B of acme/pumps/prod defaults",
    "inTheWay b: 1 B of acme/pumps/prod defaults",
  ]);
});

test("what waits for a rollout is no change of the next `up`, and is counted", async () => {
  const rolled = (percent: number) => exported(set(plain, { inputs: { rollout: { percent } } }));
  write("b.txt", "c");
  write("c.txt", "new");
  const { stdout } = await diff(rolled(0), "--json");
  expect(JSON.parse(stdout)).toMatchObject({ changes: [], waiting: 2 });
  expect(await rows(rolled(100))).toHaveLength(2);
});

test("what lies under an exclusive prefix of the state, and is nobody's, is drift", async () => {
  await publishAs(local.endpoint, "site/extra", "x");
  await publishAs(local.endpoint, "site/code", "x");
  const state = exported(set(plain, { inputs: { exclusive: ["site/"] } }), single("site/code", "x", { nonce: "2" }));
  const { changes } = JSON.parse((await diff(state, "--json")).stdout);
  expect(changes).toEqual([{ topic: "site/extra", change: "clear", what: "drift: 1 B", drift: true }]);
});

test("drift is named so, also where a message is missing or another's", async () => {
  await publishAs(local.endpoint, "a", "x", [{ "managed-by": "pulumi:acme/other/prod/set#9" }]);
  await publishAs(local.endpoint, "b", "");
  const { stdout } = await diff(exported(set(plain)), "--format", "markdown");
  expect(stdout).toContain("| `!` | `a` | drift: 1 B of acme/other/prod set |");
  expect(stdout).toContain("| `+` | `b` | drift: 3 B, missing |");
});

test("an extra that a refresh has found is secret only if its topic is", async () => {
  await publishAs(local.endpoint, "site/extra", "x");
  const extra = { payloadSize: 1, payloadSha256: "0".repeat(64) };
  const found = (messages: unknown) => {
    const resource = set(plain, { inputs: { exclusive: ["site/"], messages } });
    resource.outputs["__bookkeeping"] = bookkept(plain, new Map([["site/extra", extra]]));
    return exported(resource);
  };
  const asFound = { ...plain, "site/extra": { ...extra, payloadSha256: shown(extra.payloadSha256) } };
  expect(await rows(found(asFound))).toEqual(["clear site/extra: 1 B"]);
  expect(await rows(found(shown(asFound)))).toEqual(["clear [secret]: 1 B, secret"]);
});

describe("--payloads", () => {
  const payloads = async (state: string, ...args: string[]) => (await diff(state, "--payloads", ...args)).stdout;

  test("JSON line by line with its digits, text as it stands, binary by size; controls are escaped", async () => {
    await publishAs(local.endpoint, "a", '{"n":12345678901234567890,"v":1}', marked("1"));
    write("bin.dat", Buffer.from([255, 0]));
    write("b.txt", "b\u001b[31m\n");
    const state = exported(set({ a: '{"n":12345678901234567890,"v":1}', b: "b" }));
    expect(await payloads(state)).toBe(
      [
        "   TOPIC    CHANGE",
        "~  a        payload 32 B -> 7 B",
        "~  b        payload 1 B -> 7 B",
        "+  bin.dat  2 B",
        "",
        "--- live/a",
        "+++ declared/a",
        "@@ -1,4 +1,3 @@",
        " {",
        '-  "n": 12345678901234567890,',
        '   "v": 1',
        " }",
        "",
        "--- live/b",
        "+++ declared/b",
        "@@ -1,1 +1,1 @@",
        "-b",
        "\\ No newline at end of file",
        "+b\\u001b[31m",
        "",
        "--- /dev/null",
        "+++ declared/bin.dat",
        "Binary: none -> 2 B",
        "",
        "3 to publish",
        "",
      ].join("\n"),
    );
  });

  test("as Markdown, in a block that no payload ends", async () => {
    write("b.txt", "````\n<script>\n```diff\n");
    const text = await payloads(exported(set(plain)), "--format", "markdown");
    expect(text).toMatch(/\n`````diff\n--- live\/b\n(?:.*\n)*\+````\n\+<script>\n\+```diff\n`````\n$/);
  });

  const files = { a: '{"v":1}', b: "b" };
  const sesame = "sesame";

  test.each<[string, (told: Told) => Resource[]]>([
    ["one message", () => [set({ ...files, b: sesame }, { inputs: { __secrets: ['messages["b"]'] } })]],
    [
      "an envelope of a native set",
      () => {
        const resource = set({ ...files, b: sesame }, { isNative: true });
        resource.inputs["messages"] = { ...files, b: shown(sesame) };
        return [resource];
      },
    ],
    ["all messages", () => [set({ ...files, b: sesame }, { inputs: { messages: shown({ ...files, b: sesame }) } })]],
    ["the defaults", () => [set({ ...files, b: sesame }, { inputs: { defaults: shown({ qos: 0 }) } })]],
    [
      "another resource that has the topic",
      () => [set({ ...files, b: sesame }), single("b", sesame, { inputs: { payload: shown(sesame) } })],
    ],
  ])("none of a secret: %s", async (_, resources) => {
    await publishAs(local.endpoint, "b", sesame, marked("1"));
    const out = await payloads(exported(...resources({})));
    expect(out).toMatch(/\n~ {2}b {2}.*payload 6 B -> 1 B.*, secret\n/);
    expect(out).not.toMatch(/sesame|live\/b/);
  });

  test("secret topics that have no file are not named", async () => {
    await publishAs(local.endpoint, "sesame", "x", marked("1"));
    const messages = { ...files, sesame: "x" };
    const resource = set(messages, { inputs: { messages: shown(messages) } });
    const out = await payloads(exported(resource));
    expect(out).toMatch(/\n- {2}\[secret\] {2}1 B, secret\n/);
    expect(out).not.toMatch(/sesame/);
  });

  test("none that somebody else has published: on a topic of the stack, on a new one, and beside", async () => {
    const stranger = [{ "managed-by": "pulumi:acme/other/prod/set#9" }];
    await publishAs(local.endpoint, "a", "private", stranger);
    await publishAs(local.endpoint, "b", "private");
    await publishAs(local.endpoint, "c", "private");
    await publishAs(local.endpoint, "gone", "private");
    write("c.txt", "new");
    const out = await payloads(exported(set({ ...files, gone: "g" }, { inputs: { exclusive: [""] } })));
    expect(out).toMatch(/\n! {2}a .*\n~ {2}b .*\n! {2}c .*\n- {2}gone .*\n/);
    expect(out).not.toMatch(/private|@@/);
  });

  test("none that somebody else has published, after a refresh has found it", async () => {
    const found = { ...files, a: "private", gone: "private" };
    await publishAs(local.endpoint, "a", "private");
    await publishAs(local.endpoint, "gone", "private");
    const resource = set(found);
    resource.outputs["__bookkeeping"] = bookkept(found, new Map(), true);
    const out = await payloads(exported(resource));
    expect(out).toMatch(/\n~ {2}a .*\n- {2}gone .*\n/);
    expect(out).not.toMatch(/private|@@/);
  });
});
