import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markdownOf } from "../../provider/cli/support/markdown";
import { readMessages } from "../../provider/files/read-messages";
import { type LocalCall, type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { endCommands, run } from "../support/command";
import { publishAs } from "../support/look";

// iot-retained export and diff: live messages as files, and what has changed since.

const OWNER = "acme/pumps/prod";
const own = [{ "managed-by": `pulumi:${OWNER}/defaults#1` }];

let local: LocalEndpoint;
let parent: string;
let directory: string;
const calls: LocalCall[] = [];

beforeEach(async () => {
  local = await startLocalEndpoint({ onCall: (call) => calls.push(call) });
  parent = await mkdtemp(join(tmpdir(), "iot-retained-"));
  directory = join(parent, "messages");
  await publish("acme/a", "sesame", own);
  await publish("acme/b", Buffer.from([255, 0]), own, 0);
  await publish("acme/c", '{"b": 1, "a": 2}', [{ k: "v" }, ...own]);
  await run("export", directory, "--endpoint", local.endpoint);
  calls.length = 0;
});

afterEach(async () => {
  endCommands();
  await local.close();
  await rm(parent, { recursive: true });
});

const publish = (...args: Parameters<typeof publishAs> extends [string, ...infer Rest] ? Rest : never) =>
  publishAs(local.endpoint, ...args);
const diff = (...args: string[]) => run("diff", directory, "--endpoint", local.endpoint, ...args);

async function rows(...args: string[]): Promise<string[]> {
  const { stdout } = await diff("--json", ...args);
  return JSON.parse(stdout).changes.map(({ topic, change }: Record<string, string>) => `${change} ${topic}`);
}

test("export: files that are read back to the same bytes, without the marker", async () => {
  const found = readMessages(directory).messages;
  expect([...found.keys()].sort()).toEqual(["acme/a", "acme/b", "acme/c"]);
  expect(await diff("--owner", OWNER)).toMatchObject({ code: 0, stdout: "3 unchanged\n", stderr: "" });
});

test("export: by prefix, and without any message", async () => {
  const place = ["--endpoint", local.endpoint];
  const other = join(parent, "other");
  const { code, stdout, stderr } = await run("export", other, ...place, "--prefix", "acme/a");
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr).toBe(`1 message under acme/a at ${local.endpoint} written to ${other}.\n`);
  expect([...readMessages(other).messages.keys()]).toEqual(["acme/a"]);
  expect((await run("export", join(parent, "none"), ...place, "--prefix", "x")).stderr).toMatch(
    /^No retained messages/,
  );
});

test("diff: new, changed, to be cleared and in the way, by topic, with sizes and no payload; exit 1", async () => {
  await publish("acme/a", "other bytes", own);
  await publish("acme/b", "");
  await publish("acme/c", "foreign", [{ "managed-by": "pulumi:acme/pumps/dev/defaults#2" }]);
  await publish("acme/d", "extra", own);
  const { code, stdout, stderr } = await diff("--owner", OWNER);
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toBe(
    [
      "   TOPIC   CHANGE",
      "~  acme/a  payload 11 B -> 6 B",
      "+  acme/b  2 B",
      "!  acme/c  7 B of acme/pumps/dev defaults",
      "-  acme/d  5 B",
      "2 to publish, 1 to clear, 1 in the way",
      "",
    ].join("\n"),
  );
  expect(calls.filter(({ operation }) => operation === "Publish")).toHaveLength(4);
});

test("diff: as Markdown, in which no topic has a meaning of its own", async () => {
  const odd = "acme/`|<img src=x>` *a* @team";
  await publish("acme/a", "other bytes", own);
  await publish(odd, "x", own);
  const { code, stdout } = await diff("--owner", OWNER, "--format", "markdown");
  expect(code).toBe(1);
  expect(stdout).toBe(
    [
      "**1 to publish, 1 to clear, 2 unchanged**",
      "",
      "| | Topic | Change |",
      "|---|---|---|",
      "| `-` | ``acme/`\\|<img src=x>` *a* @team`` | 1 B |",
      "| `~` | `acme/a` | payload 11 B -\\> 6 B |",
      "",
    ].join("\n"),
  );
  await publish(odd, "");
  await publish("acme/a", "sesame", own);
  expect((await diff("--owner", OWNER, "--format", "markdown")).stdout).toBe("**3 unchanged**\n");
});

test("diff: a table that is too long for a comment says how many topics are left out", () => {
  const rows = Array.from({ length: 3_000 }, (_, i) => ["+", `acme/device-${i}/config`, "120 B"] as const);
  const text = markdownOf(rows, "3,000 to publish");
  expect(text.length).toBeLessThan(65_000);
  const [, left = ""] = /…and ([\d,]+) more\.$/.exec(text) ?? [];
  expect(text.split("\n").filter((line) => line.startsWith("| `+`"))).toHaveLength(
    3_000 - Number(left.replace(",", "")),
  );
});

test("diff: without --owner every marker is the stack's, and only what nobody has marked is in the way", async () => {
  await publish("acme/a", "sesame", [{ "managed-by": "pulumi:acme/pumps/dev/defaults#2" }]);
  await publish("acme/b", Buffer.from([255, 0]), undefined, 0);
  await publish("acme/d", "extra", own);
  expect(await rows()).toEqual(["inTheWay acme/b"]);
});

test("diff: --prefix narrows the owner's other messages; --exclusive adds those of nobody", async () => {
  await publish("x/own", "x", own);
  await publish("y/own", "x", own);
  await publish("x/nobody", "x");
  await publish("y/nobody", "x");
  await publish("x/raw", "x", [{ "managed-by": "ansible" }]);
  expect(await rows("--owner", OWNER)).toEqual(["clear x/own", "clear y/own"]);
  expect(await rows("--owner", OWNER, "--prefix", "x")).toEqual(["clear x/own"]);
  expect(await rows("--exclusive", "x")).toEqual(["clear x/nobody"]);
  expect(await rows("--exclusive", "x", "--exclusive", "y")).toEqual(["clear x/nobody", "clear y/nobody"]);
});

test("diff: qos and user properties", async () => {
  await publish("acme/a", "sesame", own, 0);
  await publish("acme/c", '{"b": 1, "a": 2}', [{ k: "w" }, ...own]);
  const { stdout } = await diff();
  expect(stdout).toMatch(/\n~ {2}acme\/a {2}qos 0 -> 1\n~ {2}acme\/c {2}userProperties\n2 to publish, 1 unchanged\n$/);
});

test("diff: what expires may have done so, and topics may begin otherwise than the folder says", async () => {
  await writeFile(join(directory, "retained.yaml"), "prefix: none\ndefaults: { messageExpiry: 60 }");
  const { code, stdout } = await diff();
  expect([code, stdout]).toEqual([1, expect.stringContaining("+  none/acme/a  6 B, unless it has expired\n")]);
  await writeFile(join(directory, "retained.yaml"), "prefix: none\noverrides: { acme/b: { qos: 0 } }");
  await publish("dev/acme/a.txt", "x", own);
  for (const [topic, live, qos] of [
    ["dev/acme/a", "sesame", 1],
    ["dev/acme/b", Buffer.from([255, 0]), 0],
  ] as const) {
    await publish(topic, live, own, qos);
  }
  expect(await rows("--topic-prefix", "dev")).toEqual(["new dev/acme/c"]);
});

test("diff: a folder that is not there is one line, and exit 2", async () => {
  const { code, stdout, stderr } = await run("diff", join(parent, "none"), "--endpoint", local.endpoint);
  expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
});

test("diff: folders without a message are refused, as up refuses them; render says that there is none", async () => {
  const empty = [join(parent, "one"), join(parent, "two")];
  for (const directory of empty) await mkdir(directory);
  const none = `o messages in ${empty.join(" and ")}`;
  const { code, stdout, stderr } = await run("diff", ...empty, "--endpoint", local.endpoint, "--owner", OWNER);
  expect([code, stdout, stderr.startsWith(`there are n${none}: \`up\` refuses `)]).toEqual([2, "", true]);
  expect(await run("render", ...empty)).toMatchObject({ code: 0, stdout: "", stderr: `N${none}.\n` });
});

test("diff: each fault of the folder is a line", async () => {
  await writeFile(join(directory, "x.json"), "{ sesame");
  await writeFile(join(directory, "y.json"), "sesame");
  const { code, stdout, stderr } = await diff();
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^x\.json: .*\ny\.json: .*\n$/);
  expect(stderr).not.toContain("sesame");
});

test("export: a folder that holds something is left as it is", async () => {
  const { code, stderr } = await run("export", directory, "--endpoint", local.endpoint);
  expect([code, stderr]).toEqual([2, `${directory}: expected an empty folder\n`]);
});

test.each(["export", "diff"])("%s --help shows an example", async (name) => {
  const { code, stdout } = await run(name, "--help");
  expect([code, stdout]).toEqual([0, expect.stringContaining(`Example:\n  $ iot-retained ${name} `)]);
});
