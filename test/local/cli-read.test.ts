import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import {
  type LocalCall,
  type LocalEndpoint,
  type LocalEndpointOptions,
  startLocalEndpoint,
} from "../../provider/local";
import { endCommands, run, start } from "../support/command";
import { publishAs } from "../support/look";
import { runOnTerminal, testOnTerminal } from "../support/terminal";

// iot-retained list and get.

let local: LocalEndpoint;
let fault: NonNullable<LocalEndpointOptions["fault"]>;
const calls: LocalCall[] = [];

const HOUR = 3_600_000;
const owned = (owner: string, name = "defaults") => [{ "managed-by": `pulumi:${owner}/${name}#1` }];

beforeEach(async () => {
  fault = () => undefined;
  calls.length = 0;
  // Stored messages are three hours old.
  local = await startLocalEndpoint({
    now: () => Date.now() - 3 * HOUR,
    fault: (call) => fault(call),
    onCall: (call) => calls.push(call),
  });
});

afterEach(async () => {
  endCommands();
  await local.close();
});

const at = () => ["--endpoint", local.endpoint];

async function publishSome(): Promise<void> {
  await publishAs(local.endpoint, "acme/pumps", "x", owned("acme/pumps/prod"));
  await publishAs(local.endpoint, "acme/pumps/a", "x".repeat(1200), [...owned("acme/pumps/dev", "a%20b"), { k: "v" }]);
  await publishAs(local.endpoint, "acme/pumps-2", "x", undefined, 0);
  await publishAs(local.endpoint, "acme/valves", "x", [{ "managed-by": "ansible" }]);
}

test("list: aligned columns, plain if there is no terminal", async () => {
  await publishSome();
  const { code, stdout, stderr } = await run("list", ...at());
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(
    [
      "TOPIC            SIZE  AGE  OWNER            RESOURCE",
      "acme/pumps        1 B  3 h  acme/pumps/prod  defaults",
      "acme/pumps-2      1 B  3 h  -                -",
      "acme/pumps/a  1,200 B  3 h  acme/pumps/dev   a b",
      "acme/valves       1 B  3 h  ansible          -",
      "",
    ].join("\n"),
  );
});

testOnTerminal.each([
  [{}, true],
  [{ NO_COLOR: "1" }, false],
  [{ TERM: "dumb" }, false],
])("list: the header is bold on a terminal, with %j: %s", async (environment, isBold) => {
  await publishSome();
  const output = await runOnTerminal(["list", ...at()], environment);
  expect(output.includes("\u001b[1mTOPIC ")).toBe(isBold);
});

test("list: by prefix and owner, and as JSON", async () => {
  await publishSome();
  const topicsOf = async (...args: string[]) => {
    const { stdout } = await run("list", ...at(), "--json", ...args);
    return JSON.parse(stdout).map(({ topic }: { topic: string }) => topic);
  };
  expect(await topicsOf("--prefix", "acme/pumps")).toEqual(["acme/pumps", "acme/pumps/a"]);
  expect(await topicsOf("--prefix", "acme/pumps/")).toEqual(["acme/pumps/a"]);
  expect(await topicsOf("--owner", "acme/pumps/prod")).toEqual(["acme/pumps"]);
  expect(await topicsOf("--owner", "acme/pumps")).toEqual([]);
  const { stdout } = await run("list", ...at(), "--json", "--prefix", "acme/pumps-2");
  const [{ lastModifiedTime, ...rest }] = JSON.parse(stdout);
  expect(rest).toEqual({ topic: "acme/pumps-2", owner: null, name: null, payloadSize: 1, qos: 0 });
  expect(Date.now() - lastModifiedTime).toBeGreaterThan(3 * HOUR - 1);
});

test("list: nothing is said on standard error, and is no error", async () => {
  expect(await run("list", ...at(), "--prefix", "a", "--owner", "o")).toMatchObject({
    code: 0,
    stdout: "",
    stderr: `No retained messages of o under a at ${local.endpoint}.\n`,
  });
  expect(await run("list", ...at(), "--json")).toMatchObject({ code: 0, stdout: "[]\n" });
});

test("a topic cannot write to the terminal, in tables, JSON, facts and errors", async () => {
  const topic = "a\u001b[31m\n\u009b1m\u202e";
  await publishAs(local.endpoint, topic, "x", [{ "k\u001b": "v\u0007" }]);
  const outputs = [
    await run("list", ...at()),
    await run("list", ...at(), "--json"),
    await run("get", topic, ...at()),
    await run("get", `${topic}?`, ...at()),
  ];
  for (const { stdout, stderr } of outputs) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  }
  expect(outputs[0]?.stdout).toContain("a\\u001b[31m\\u000a\\u009b1m\\u202e");
  expect(JSON.parse(outputs[1]?.stdout ?? "")[0].topic).toBe(topic);
  expect(outputs[3]?.stderr.split("\n")).toHaveLength(2);
});

test("a message that vanishes while the list is read is left out", async () => {
  await publishSome();
  const clearing: Promise<void>[] = [];
  fault = ({ operation }) => {
    if (operation !== "GetRetainedMessage") return undefined;
    if (clearing.length === 0) clearing.push(publishAs(local.endpoint, "acme/valves", ""));
    return { delay: 300 };
  };
  const { code, stdout } = await run("list", ...at());
  expect([code, stdout.includes("acme/pumps"), stdout.includes("acme/valves")]).toEqual([0, true, false]);
});

test("a message that cannot be read fails the list, in one line", async () => {
  await publishSome();
  fault = ({ topic }) => (topic === "acme/valves" ? { error: "UnauthorizedException" } : undefined);
  const { code, stdout, stderr } = await run("list", ...at());
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^1 of 4 messages could not be read: .*Allow iot:GetRetainedMessage on arn.*\n$/);
});

test("get: facts without the payload", async () => {
  await publishAs(local.endpoint, "a/b", "sesame", [...owned("acme/pumps/dev"), { model: "m200" }], 0);
  const { code, stdout } = await run("get", "a/b", ...at());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^topic +a\/b\nowner +acme\/pumps\/dev\nresource +defaults\nsize +6 B .*`--raw`.*\nqos +0\n/);
  expect(stdout).toMatch(/\nstored +\d{4}-\d\d-\d\dT.*Z, 3 h ago\nuser property +model = m200\n$/);
  expect(stdout).not.toContain("sesame");
});

testOnTerminal("get on a terminal shows the payload, unless this is CI or it is not wanted", async () => {
  await publishAs(local.endpoint, "a/b", "sesame\nqos  0\n", undefined, 1);
  const shown = await runOnTerminal(["get", "a/b", ...at()]);
  expect(shown).toMatch(/\nsize +14 B\n[\s\S]*\npayload\n {2}sesame\n {2}qos {2}0\n$/);
  for (const hidden of [
    await runOnTerminal(["get", "a/b", ...at()], { CI: "true" }),
    await runOnTerminal(["get", "a/b", "--no-payload", ...at()]),
  ]) {
    expect(hidden).toMatch(/\nsize +14 B \(`--raw` prints the payload\)\n/);
    expect(hidden).not.toContain("sesame");
  }
  expect(await runOnTerminal(["get", "a/b", ...at()], { CI: "false" })).toBe(shown);
});

test("get --raw is the payload, byte for byte; --json has it as text or base64", async () => {
  const binary = Buffer.from([0, 255, 10, 13]);
  await publishAs(local.endpoint, "binary", binary);
  await publishAs(local.endpoint, "text", "é\n", [{ a: "1" }, { a: "2" }]);
  expect((await run("get", "binary", "--raw", ...at())).bytes).toEqual(binary);
  expect((await run("get", "text", "--raw", ...at())).stdout).toBe("é\n");
  const asJson = async (topic: string) => JSON.parse((await run("get", topic, "--json", ...at())).stdout);
  expect(await asJson("binary")).toMatchObject({ payloadSize: 4, payloadBase64: binary.toString("base64") });
  expect(await asJson("text")).toMatchObject({ payload: "é\n", userProperties: [{ a: "1" }, { a: "2" }] });
});

test.each([
  [["get", "a"], /^there is no retained message on a at http.*\n$/],
  [["get", "a/#"], /^the topic must not contain the wildcards `\+` and `#`\n$/],
  [["get", "a", "--raw", "--json"], /^error: .*\n$/],
  [["get"], /^error: missing required argument 'topic'\n$/],
  [["list", "--prefix", ""], /^error: .*A prefix must not be empty\.\n$/],
  [["list", "--prefix", "a/#"], /^error: .*wildcards.*\n$/],
  [["list", "--owner", ""], /^error: .*Expected an owner\.\n$/],
  [["list", "--owner", "acme/{project}/{stack}"], /^error: .*write the names for \{project\} and \{stack\}\.\n$/],
  [["list", "--region", "Mars"], /^error: .*Expected a Region, such as eu-west-1\.\n$/],
])("%j is one line on standard error, and exit 2", async (args, line) => {
  const { code, stdout, stderr } = await run(...args, ...at());
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(line);
});

test("errors name the options of the command, not a stack's configuration", async () => {
  const { code, stderr } = await run("list");
  expect([code, stderr]).toEqual([2, "no AWS Region: give `--region`, or set AWS_REGION\n"]);
});

test("a reader that goes away is no failure", async () => {
  await publishSome();
  const child = start("list", ...at());
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const [code] = await once(child, "close");
  expect([code, stderr]).toEqual([0, ""]);
});

test.each(["list", "get", "clear", "import-file"])("%s --help shows an example", async (name) => {
  const { code, stdout } = await run(name, "--help");
  expect([code, stdout]).toEqual([0, expect.stringContaining(`Example:\n  $ iot-retained ${name} `)]);
});

test("--help loads neither the AWS SDK nor Pulumi nor a validator", async () => {
  const loaded = `
    const main = require.resolve("./dist/cli/main.js");
    process.argv = [process.execPath, main, "list", "--help"];
    process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")));
    require(main);`;
  const { stderr } = await promisify(execFile)(process.execPath, ["-e", loaded]);
  expect(stderr).toContain("commander");
  expect(stderr).not.toMatch(/@aws-sdk|@pulumi|\/zod\/|ajv/);
});
