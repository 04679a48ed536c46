import { createHash } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type LocalCall, type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { endCommands, run, start } from "../support/command";
import { folder } from "../support/folder";
import { look, publishAs } from "../support/look";

// iot-retained status: which devices have applied their messages.

const OWNER = "acme/pumps/prod";
const marker = [{ "managed-by": `pulumi:${OWNER}/defaults#1` }];
const versionOf = (payload: string) => createHash("sha256").update(payload).digest("hex").slice(0, 16);
const [one, two, three] = ["one", "two", "three"].map(versionOf);

let local: LocalEndpoint;
let directory: string;
let now: number;
const calls: LocalCall[] = [];

beforeEach(async () => {
  now = Date.now() - 10_000;
  local = await startLocalEndpoint({ now: () => now++, onCall: (call) => calls.push(call) });
  directory = folder({ "a/1.txt": "one", "a/2.txt": "two", "a/3.txt": "three" });
  for (const [i, payload] of ["one", "two", "three"].entries()) await publish(`a/${i + 1}`, payload, marker);
  calls.length = 0;
});

afterEach(async () => {
  endCommands();
  await local.close();
});

const publish = (topic: string, payload: string | Buffer, properties: Record<string, string>[] = []) =>
  publishAs(local.endpoint, topic, payload, properties);
const acknowledge = (topic: string, value: object | string) =>
  publish(`${topic}/applied`, typeof value === "string" ? value : JSON.stringify(value));
const place = () => ["--applied", "{topic}/applied", "--endpoint", local.endpoint];
const status = (...args: string[]) => run("status", ...args, ...place());

/** What `status --json` tells. */
async function found(...args: string[]) {
  const { code, stdout } = await status(...args, "--json");
  const { messages, ...sums } = JSON.parse(stdout) as { messages: Record<string, unknown>[] };
  return { code, sums, states: messages.map(({ topic, state, reason }) => [topic, state, reason]) };
}

test("a table of topics, their sums, and exit 1 until all are applied", async () => {
  await acknowledge("a/1", { applied: one });
  await acknowledge("a/2", { refused: two, reason: "no such unit" });
  const { code, stdout, stderr } = await status(directory);
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout.replace(/\d+ s/g, " 9 s").replace(/ +(?=9 s)/g, "  ")).toBe(
    [
      "TOPIC  STATE    VERSION           SINCE  REASON",
      `a/1    applied  ${one}  9 s`,
      `a/2    refused  ${two}  9 s  no such unit`,
      `a/3    pending  ${three}  9 s`,
      "1 applied, 1 pending, 1 refused (33 % applied)",
      "",
    ].join("\n"),
  );
  await acknowledge("a/2", { applied: two });
  await acknowledge("a/3", { applied: three });
  expect(await status(directory)).toMatchObject({ code: 0, stdout: expect.stringContaining("3 applied (100 %") });
});

test("JSON with versions and times, of the states that are asked for", async () => {
  await acknowledge("a/1", { refused: one });
  const stored = (await look(local.endpoint, "a/1/applied"))?.lastModifiedTime;
  const { code, stdout } = await status(directory, "--json", "--only", "refused,stale");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    messages: [{ topic: "a/1", state: "refused", version: one, since: stored }],
    total: 3,
    applied: 0,
    pending: 2,
    stale: 0,
    refused: 1,
    unreadable: 0,
    missing: 0,
  });
});

test("the messages of an owner, by what is live; others are not asked about", async () => {
  await publish("a/4", "four", [{ "managed-by": "pulumi:acme/pumps/dev/x#1" }]);
  await publish("a/1", "newer", marker);
  await acknowledge("a/1", { applied: versionOf("newer") });
  await acknowledge("a/2", { applied: one });
  calls.length = 0;
  expect(await found("--owner", OWNER)).toMatchObject({
    code: 1,
    sums: { total: 3, applied: 1, pending: 1, stale: 1 },
    states: [
      ["a/1", "applied", undefined],
      ["a/2", "stale", `of ${one}`],
      ["a/3", "pending", undefined],
    ],
  });
  // Each message once, to find the owner, and both acknowledgements.
  expect(calls.filter(({ operation }) => operation === "GetRetainedMessage")).toHaveLength(4 + 2);
  expect((await found("--owner", OWNER, "--prefix", "a/1")).sums).toMatchObject({ total: 1, applied: 1 });
});

test("with folders, nothing but acknowledgements is read, and of these only what is newer than its message", async () => {
  await acknowledge("a/1", { applied: one });
  await publish("a/1", "one", marker);
  await acknowledge("a/2", { applied: two });
  calls.length = 0;
  expect((await found(directory)).sums).toMatchObject({ applied: 1, pending: 2 });
  expect(calls.map(({ operation, topic }) => [operation, topic])).toEqual([
    ["ListRetainedMessages", undefined],
    ["GetRetainedMessage", "a/2/applied"],
  ]);
  expect((await found(directory, "--read-older")).sums).toMatchObject({ applied: 2, pending: 1 });
});

test("what a stranger has put there is one word, and changes nothing on the terminal", async () => {
  const bell = "\u001b]0;owned\u0007\u202e";
  await acknowledge("a/1", { refused: one, reason: `${bell}\nsecond line` });
  await acknowledge("a/2", Buffer.alloc(100_000, 0x1b).toString());
  await acknowledge("a/3", '{"applied":"\u001b[2J"}');
  const { stdout } = await status(directory);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(stdout).toContain("\\u001b]0;owned\\u0007\\u202e\\u000asecond line");
  expect(stdout.split("\n")).toHaveLength(6);
  expect((await found(directory)).states.slice(1)).toEqual([
    ["a/2", "unreadable", "has more than 4096 bytes"],
    ["a/3", "unreadable", "is not a JSON object"],
  ]);
});

test("a message that is not there, and one that may have expired", async () => {
  const expiring = folder({
    "b.txt": "x",
    "c.txt": "x",
    "retained.yaml": "overrides:\n  c.txt: { messageExpiry: 60 }\n",
  });
  expect(await found(expiring)).toMatchObject({
    code: 1,
    states: [
      ["b", "missing", undefined],
      ["c", "missing", "may have expired"],
    ],
  });
});

test("--at-least is enough without a refusal, and with --wait a refusal ends it at once", async () => {
  await acknowledge("a/1", { applied: one });
  await acknowledge("a/2", { applied: two });
  expect((await status(directory, "--at-least", "66")).code).toBe(0);
  expect((await status(directory, "--at-least", "67")).code).toBe(1);
  await acknowledge("a/3", { refused: three });
  expect((await status(directory, "--at-least", "66")).code).toBe(1);
  expect((await status(directory, "--at-least", "66", "--wait", "2h")).code).toBe(1);
});

test("--wait looks until all are applied, and says nothing before", async () => {
  await acknowledge("a/1", { applied: one });
  await acknowledge("a/2", { applied: two });
  const waiting = status(directory, "--wait", "5m", "--every", "1s", "--only", "pending");
  while (!calls.some(({ operation }) => operation === "ListRetainedMessages")) await new Promise(setImmediate);
  await acknowledge("a/3", { applied: three });
  expect(await waiting).toMatchObject({ code: 0, stdout: "3 applied (100 % applied)\n" });
});

test("--wait ends with 1 when its time is over", async () => {
  expect((await status(directory, "--wait", "1s", "--every", "1s")).code).toBe(1);
});

test("--watch writes a line for each change, where there is no terminal", async () => {
  const child = start("status", directory, "--watch", "--every", "1s", "--only", "pending", ...place());
  const lines: string[] = [];
  const closed = once(child, "close");
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    const next = lines.length;
    if (next <= 3) await acknowledge(`a/${next}`, { applied: [one, two, three][next - 1] });
  }
  expect(await closed).toEqual([0, null]);
  expect(lines).toEqual([
    "0 %  3 pending",
    "33 %  1 applied, 2 pending",
    "66 %  2 applied, 1 pending",
    "100 %  3 applied",
    "3 applied (100 % applied)",
  ]);
});

test.each([
  [["--owner", OWNER, "--prefix", "x"], /^there are no messages of acme\/pumps\/prod under x to ask about\n$/],
  [[], /^expected either folders or `--owner`\n$/],
  [["DIR", "--owner", OWNER], /^expected either folders or `--owner`\n$/],
  [
    ["--owner", OWNER, "--topic-prefix", "x"],
    /^`--topic-prefix` goes with folders: with `--owner`, give `--prefix`\n$/,
  ],
  [["DIR", "--only", "done"], /Expected states with commas between them: applied, pending, stale, /],
  [["DIR", "--wait", "10"], /Expected a time such as 90s, 10m or 2h\.\n$/],
  [["DIR", "--at-least", "101"], /Expected a percentage above 0, up to 100\.\n$/],
  [["DIR", "--applied", "{topic}"], /A template of topics: expected more than \{topic\}/],
  [
    ["DIR", "--applied", "1/2/3/4/5/6/7/{topic}"],
    /^a\/1: its topic by \S+ must have at most 7 slashes, got 8 \(and 2 more\)\n$/,
  ],
])("%j: exit 2", async (args, message) => {
  const { code, stdout, stderr } = await run(
    "status",
    ...place(),
    ...args.map((arg) => (arg === "DIR" ? directory : arg)),
  );
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
});

test("acknowledgements are neither extras of diff, nor messages of export and import-file", async () => {
  await acknowledge("a/1", { applied: one });
  await publish("a/gone/applied", "x");
  const diff = async (...args: string[]) => {
    const { stdout } = await run(
      "diff",
      directory,
      "--endpoint",
      local.endpoint,
      "--exclusive",
      "a",
      "--json",
      ...args,
    );
    return JSON.parse(stdout).changes.map(({ topic }: { topic: string }) => topic);
  };
  expect(await diff()).toEqual(["a/1/applied", "a/gone/applied"]);
  expect(await diff("--applied", "{topic}/applied")).toEqual(["a/gone/applied"]);
  const imported = async (...args: string[]) => {
    const { stdout } = await run("import-file", "--endpoint", local.endpoint, ...args);
    return JSON.parse(stdout).resources.map(({ id }: { id: string }) => id);
  };
  expect(await imported()).toEqual(["a/1/applied", "a/gone/applied"]);
  expect(await imported("--applied", "{topic}/applied")).toEqual(["a/gone/applied"]);
  const out = `${folder()}/out`;
  const { stderr } = await run("export", out, ...place());
  expect(stderr).toContain("4 messages at");
});

test("diff of a message with its version", async () => {
  const versioned = folder({ "a/1.txt": "one", "retained.yaml": "defaults: { version: true }\n" });
  const diff = () => run("diff", versioned, "--endpoint", local.endpoint);
  expect((await diff()).stdout).toContain("~  a/1    userProperties");
  await publish("a/1", "one", [{ version: one ?? "" }, ...marker]);
  expect(await diff()).toMatchObject({ code: 0, stdout: "1 unchanged\n" });
});
