import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodeBookkeeping } from "../../provider/engine/bookkeeping";
import {
  type LocalCall,
  type LocalEndpoint,
  type LocalEndpointOptions,
  startLocalEndpoint,
} from "../../provider/local";
import { endCommands, main, run, runWith } from "../support/command";
import { publishAs, topics } from "../support/look";
import { startOnTerminal, testOnTerminal } from "../support/terminal";

// iot-retained clear: it clears only messages of the owner that the state does not know and that were shown.

const OWNER = "acme/pumps/prod";
const marked = (nonce: string, owner = OWNER, name = "defaults") => [
  { "managed-by": `pulumi:${owner}/${name}#${nonce}` },
];

let local: LocalEndpoint;
let fault: NonNullable<LocalEndpointOptions["fault"]>;
let directory: string;
const calls: LocalCall[] = [];

beforeEach(async () => {
  fault = () => undefined;
  local = await startLocalEndpoint({ fault: (call) => fault(call), onCall: (call) => calls.push(call) });
  directory = await mkdtemp(join(tmpdir(), "iot-retained-"));
  calls.length = 0;
});

afterEach(async () => {
  endCommands();
  await local.close();
  await rm(directory, { recursive: true });
});

const clear = (...args: string[]) => run("clear", "--endpoint", local.endpoint, "--owner", OWNER, ...args);
const clears = () => calls.filter(({ operation, payloadSize }) => operation === "Publish" && payloadSize === 0);

async function publishSome(): Promise<void> {
  await publishAs(local.endpoint, "a/1", "x", marked("1"));
  await publishAs(local.endpoint, "a/2", "x", marked("2"));
  await publishAs(local.endpoint, "b/1", "x", marked("1"));
  await publishAs(local.endpoint, "other", "x", marked("1", "acme/pumps/prod2"));
  await publishAs(local.endpoint, "below", "x", marked("1", "x/acme/pumps/prod"));
  await publishAs(local.endpoint, "raw", "x", [{ "managed-by": OWNER }]);
  await publishAs(local.endpoint, "unmarked", "x");
}

const othersTopics = ["below", "other", "raw", "unmarked"];

test("clears exactly the owner's, and shows them first", async () => {
  await publishSome();
  const { code, stdout, stderr } = await clear("--yes");
  expect(code).toBe(0);
  expect(stderr.split("\n")).toEqual([
    `3 messages of ${OWNER} at ${local.endpoint}.`,
    expect.stringMatching(
      /^Without `--keep-state` .*`pulumi state move` or `pulumi stack rename`, give its export with/,
    ),
    "",
  ]);
  expect(stdout).toMatch(/^TOPIC .*\na\/1 .*\na\/2 .*\nb\/1 .*\n3 messages cleared\.\n$/);
  expect(await topics(local.endpoint)).toEqual(othersTopics);
  expect(await clear("--yes")).toMatchObject({
    code: 0,
    stdout: "",
    stderr: `Nothing to clear of ${OWNER} at ${local.endpoint}.\n`,
  });
});

test("--prefix limits it", async () => {
  await publishSome();
  expect((await clear("--yes", "--prefix", "a/")).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(["b/1", ...othersTopics].sort());
});

test("without a terminal and without --yes nothing is cleared", async () => {
  await publishSome();
  const { code, stdout, stderr } = await clear();
  expect([code, stdout.includes("a/1")]).toEqual([2, true]);
  expect(stderr).toMatch(/there is no terminal to ask on: give `--yes`. Nothing was cleared\n$/);
  expect(clears()).toEqual([]);
});

/** Answers the question on a terminal, and returns what the terminal shows. */
async function answered(answer: string): Promise<{ code: number; shown: string }> {
  const child = startOnTerminal(["clear", "--endpoint", local.endpoint, "--owner", OWNER]);
  let shown = "";
  child.stdout.on("data", (chunk) => {
    shown += chunk;
    if (shown.includes("(y/N) ") && child.stdin.writable) child.stdin.end(answer);
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, shown };
}

testOnTerminal.each([
  ["y\n", 0, 3],
  ["yes\n", 0, 3],
  ["n\n", 0, 0],
  ["\n", 0, 0],
  ["\u0004", 0, 0],
  ["\u0003", 130, 0],
])("on a terminal it asks; %j ends with %d and %d clears", async (answer, status, count) => {
  await publishSome();
  const { code, shown } = await answered(answer);
  expect(shown).toContain("Clear 3 messages, also what a stack still knows? (y/N)");
  expect([code, clears().length]).toEqual([status, count]);
});

test("a message that has changed since it was listed is left, and told", async () => {
  await publishSome();
  let gets = 0;
  fault = ({ operation, topic }) => {
    if (operation === "GetRetainedMessage" && topic === "a/2" && ++gets === 2) return { delay: 500 };
    // By now all messages are listed.
    if (operation === "Publish" && topic === "a/1") void publishAs(local.endpoint, "a/2", "new", marked("9"));
    return undefined;
  };
  const { code, stdout, stderr } = await clear("--yes");
  expect([code, stdout]).toEqual([0, expect.stringMatching(/\n2 messages cleared\.\n$/)]);
  expect(stderr).toContain("a/2: left, since somebody has published it in between\n");
  expect(await topics(local.endpoint)).toEqual(["a/2", ...othersTopics].sort());
});

test("what cannot be cleared is told, one line each, and the rest is cleared", async () => {
  await publishSome();
  fault = ({ operation, topic }) =>
    operation === "Publish" && topic === "a/1" ? { error: "UnauthorizedException" } : undefined;
  const { code, stdout, stderr } = await clear("--yes");
  expect([code, stdout]).toEqual([2, expect.stringMatching(/\n2 messages cleared\.\n$/)]);
  expect(stderr).toMatch(/\nclearing retained message \(a\/1\): 401.*\n$/);
  expect(await topics(local.endpoint)).toEqual(["a/1", ...othersTopics].sort());
});

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const encrypted = { ...SECRET, ciphertext: "AAAA" };
const shown = (value: unknown) => ({ ...SECRET, plaintext: JSON.stringify(value) });
const remembering = (...names: string[]) =>
  encodeBookkeeping({ messages: new Map(names.map((topic) => [topic, { value: "x", size: 1 }])), extras: new Map() });

interface State {
  inputs?: object;
  outputs?: object;
  delete?: boolean;
}

/** The export of a stack with these resources of this package. */
function exported(resources: Record<string, State>, stack = "prod"): string {
  const all = Object.entries(resources).map(([kind, state]) => {
    const type = `pulumi-nodejs:dynamic/iot-retained:${kind.replace(/\d/, "")}`;
    return { urn: `urn:pulumi:${stack}::pumps::${type}::defaults`, type, ...state };
  });
  const root = { urn: `urn:pulumi:${stack}::pumps::pulumi:pulumi:Stack::pumps-prod`, type: "pulumi:pulumi:Stack" };
  return JSON.stringify({ version: 3, deployment: { resources: [root, ...all] } });
}

async function clearAgainst(text: string, ...args: string[]) {
  const file = join(directory, "state.json");
  await writeFile(file, text);
  return await clear("--yes", "--keep-state", file, ...args);
}

test("--keep-state keeps a topic of the state, whatever its nonce, and a nonce, whatever its topic", async () => {
  await publishSome();
  const message = { inputs: { topic: "a/2" }, outputs: { topic: "a/2", __state: { nonce: "8" } } };
  const old = { inputs: { topic: "old" }, outputs: { topic: "old", __state: { nonce: "1" } }, delete: true };
  const { code, stderr } = await clearAgainst(exported({ RetainedMessage: message, RetainedMessage2: old }));
  expect([code, stderr]).toEqual([
    0,
    `3 messages stay: the stack knows them.\nNothing to clear of ${OWNER} at ${local.endpoint}.\n`,
  ]);
  expect(clears()).toEqual([]);
});

test("--keep-state keeps what the native provider has", async () => {
  await publishSome();
  const message = { inputs: { topic: "a/2" }, outputs: { topic: "a/2", __state: { nonce: "1" }, __owner: OWNER } };
  const state = exported({ RetainedMessage: message }).replaceAll(
    "pulumi-nodejs:dynamic/iot-retained:",
    "iot-retained:index:",
  );
  expect((await clearAgainst(state)).code).toBe(0);
  expect(clears()).toEqual([]);
});

test("every message with the nonce of a set stays if the set's bookkeeping is encrypted", async () => {
  await publishSome();
  const outputs = { __state: { nonce: "1" }, __bookkeeping: encrypted };
  const { code, stderr } = await clearAgainst(exported({ RetainedMessageSet: { inputs: { messages: {} }, outputs } }));
  expect(code).toBe(0);
  expect(stderr).toMatch(/^2 messages stay, .*`pulumi stack export --show-secrets`/);
  expect(clears().map(({ topic }) => topic)).toEqual(["a/2"]);
});

test("a message with the nonce of a set is cleared if the set's bookkeeping shows that it does not have it", async () => {
  await publishSome();
  await publishAs(local.endpoint, "c/1", "x", marked("1"));
  const outputs = { __state: { nonce: "1" }, __bookkeeping: shown(remembering("a/1")) };
  const inputs = { messages: { "c/1": encrypted } };
  expect((await clearAgainst(exported({ RetainedMessageSet: { inputs, outputs } }))).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(["a/1", "c/1", ...othersTopics].sort());
});

test("a pending operation protects nothing, since a killed run leaves it", async () => {
  await publishSome();
  const state = JSON.parse(exported({}));
  const type = "pulumi-nodejs:dynamic/iot-retained:RetainedMessage";
  const resource = { urn: `urn:pulumi:prod::pumps::${type}::m`, type, inputs: { topic: "a/1" } };
  state.deployment.pending_operations = [{ type: "creating", resource }];
  expect((await clearAgainst(JSON.stringify(state))).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(othersTopics);
});

test.each([
  ["a secret topic", { RetainedMessage: { inputs: { topic: encrypted } } }, /`topic` of urn.*--show-secrets/],
  ["secret messages", { RetainedMessageSet: { inputs: { messages: encrypted } } }, /`messages` of urn.*--show-secrets/],
  ["a secret nonce", { RetainedMessage: { outputs: { __state: encrypted } } }, /`__state` of urn.*--show-secrets/],
])("%s is refused", async (_, resources, line) => {
  await publishSome();
  const { code, stdout, stderr } = await clearAgainst(exported(resources as Record<string, State>));
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(line)]);
  expect(calls.filter(({ operation }) => operation === "GetRetainedMessage")).toEqual([]);
});

test("a secret topic that is shown protects its message", async () => {
  await publishSome();
  const state = exported({ RetainedMessage: { inputs: { topic: shown("a/1") } } });
  expect((await clearAgainst(state)).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(["a/1", ...othersTopics].sort());
});

test("an export without resources is refused: it may be of a stack that was selected by mistake", async () => {
  await publishSome();
  for (const deployment of [{}, { resources: [] }, { resources: null }]) {
    const { code, stderr } = await clearAgainst(JSON.stringify({ version: 3, deployment }));
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/is of a stack without resources, which knows no message/),
    ]);
  }
  expect(clears()).toEqual([]);
});

test("after a failed move, the topic in the outputs is one that the stack knows", async () => {
  await publishSome();
  const state = exported({ RetainedMessage: { inputs: { topic: "a/0" }, outputs: { topic: "a/1" } } });
  expect((await clearAgainst(state)).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(["a/1", ...othersTopics].sort());
});

test("an owner that is not called after the stack is known by what its resources declare", async () => {
  await publishSome();
  const inputs = { topic: "gone", __owner: OWNER };
  expect((await clearAgainst(exported({ RetainedMessage: { inputs } }, "dev"))).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(othersTopics);
});

test("the export of another stack is refused, unless it knows some of the messages", async () => {
  await publishSome();
  const { code, stderr } = await clearAgainst(exported({}, "dev"));
  expect([code, stderr]).toEqual([2, expect.stringMatching(/is of the stack pumps\/dev, which knows no message of/)]);
  expect(clears()).toEqual([]);
  expect((await clearAgainst(exported({ RetainedMessage: { inputs: { topic: "a/1" } } }, "dev"))).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(["a/1", ...othersTopics].sort());
});

/** Files with the exports of the stacks, as arguments. */
async function keeping(...texts: string[]): Promise<string[]> {
  const files = texts.map((_, i) => join(directory, `${i}.json`));
  await Promise.all(files.map((file, i) => writeFile(file, texts[i] ?? "")));
  return files.flatMap((file) => ["--keep-state", file]);
}

test("what a resource has that moved to another stack stays if that stack's export is given too", async () => {
  await publishSome();
  const here = exported({ RetainedMessage: { inputs: { topic: "a/1" }, outputs: { __state: { nonce: "0" } } } });
  const set = { inputs: { messages: {} }, outputs: { __state: { nonce: "2" }, __bookkeeping: encrypted } };
  const message = { inputs: { topic: "b/1" }, outputs: { __state: { nonce: "1" } } };
  const there = [exported({ RetainedMessageSet: set }, "south"), exported({ RetainedMessage: message }, "north")];

  const one = await clear(...(await keeping(here)));
  expect(one.stderr).toContain("1 message stays: the stack knows it.\n");
  expect(one.stderr).toMatch(/No given state has the resources of 2 messages, such as a\/2. If another stack has them/);
  const two = await clear(...(await keeping(here, ...there.slice(0, 1))));
  expect(two.stderr).toMatch(/No given state has the resources of 1 message, such as b\/1. If another stack has them/);
  const all = await clear("--yes", ...(await keeping(...there, here)));
  expect([all.code, all.stdout]).toEqual([0, ""]);
  expect(all.stderr).toMatch(/^2 messages stay: the stacks know them\.\n1 message stays, as part of a set .*\nNothing/);
  expect(clears()).toEqual([]);
});

test("what a killed run of a given stack has left is not said to have moved", async () => {
  await publishSome();
  const set = { inputs: {}, outputs: { __state: { nonce: "1" }, __bookkeeping: shown(remembering("a/1")) } };
  const message = { inputs: { topic: "a/2" } };
  const { stderr } = await clear(...(await keeping(exported({ RetainedMessageSet: set, RetainedMessage: message }))));
  expect(stderr).toContain(`1 message of ${OWNER} at ${local.endpoint}.\n`);
  expect(stderr).not.toContain("state move");
});

test("one of several exports has to be of the owner's stack, or to know a message", async () => {
  await publishSome();
  const foreign = [exported({}, "dev"), JSON.stringify({ version: 3, deployment: {} })];
  const { code, stderr } = await clear("--yes", ...(await keeping(...foreign)));
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /0\.json is of the stack pumps\/dev, which .*; \S*1\.json is of a stack without resources, which/,
  );
  expect(clears()).toEqual([]);
  expect((await clear("--yes", ...(await keeping(...foreign, exported({}))))).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(othersTopics);
});

test("standard input is one export at most", async () => {
  const { code, stderr } = await clear("--yes", "--keep-state", "-", "--keep-state", "-");
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^`--keep-state -` is standard input/)]);
});

test.each([
  ["no JSON", "sesame: {", /state\.json is not JSON/],
  ["a checkpoint", '{"version":3,"checkpoint":{}}', /state\.json is not the output of `pulumi stack export`/],
  ["a list", "[]", /state\.json is not the output of `pulumi stack export`/],
])("%s is one line that quotes nothing of it", async (_, text, line) => {
  const { code, stderr } = await clearAgainst(text);
  expect([code, stderr.split("\n").length]).toEqual([2, 2]);
  expect(stderr).toMatch(line);
  expect(stderr).not.toContain("sesame");
});

test("a missing file is reported, and - is standard input", async () => {
  await publishSome();
  expect(await clear("--yes", "--keep-state", join(directory, "none"))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/none cannot be read \(ENOENT\)\n$/),
  });
  const args = ["clear", "--endpoint", local.endpoint, "--owner", OWNER, "--yes", "--keep-state", "-"];
  const state = exported({ RetainedMessage: { inputs: { topic: "a/1" } } });
  expect((await runWith(state, ...args)).code).toBe(0);
  expect(await topics(local.endpoint)).toEqual(["a/1", ...othersTopics].sort());
});

test("--owner is required", async () => {
  const { stderr } = await promisify(execFile)(process.execPath, [main, "clear"]).catch((error) => error);
  expect(stderr).toBe("error: required option '--owner <name>' not specified\n");
});
