import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { versionOf } from "../../provider/messages/version";
import { pulumi, run } from "../support/cli";
import { main } from "../support/command";
import { publishAs, text } from "../support/look";
import { useStack } from "../support/stack";

// `iot-retained rollout` with a real `pulumi up`. Of the topics fleet/3, fleet/5 and fleet/9, the second one has a share above
// 90 percent, and the others have one below 10 percent.

const stack = useStack();

const program = (payload: string, rollout = "", more = "") => `
  new iot.RetainedMessageSet("defaults", {
    messages: { ${more} "fleet/3": "${payload}", "fleet/5": "${payload}", "fleet/9": "${payload}" },
    ${rollout}
  });`;

const UP = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--color", "never", "--stack", "test"];

/** Starts the command in the folder of the program. */
function start(options: readonly string[], command: readonly string[] = UP): ChildProcess {
  return spawn(process.execPath, [main, "rollout", ...options, "--", ...command], {
    cwd: join(stack.directory, "program"),
    env: { ...stack.environment, AWS_REGION: "eu-west-1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the command to its end. */
async function rollout(options: readonly string[], command?: readonly string[]) {
  const child = start(options, command);
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output, lines: output.split("\n") };
}

async function deployed(payload: string): Promise<void> {
  expect((await pulumi(stack, program(payload), "up", "--yes", "--skip-preview")).code).toBe(0);
}

/** Writes another program beside the state. */
async function change(payload: string, rollout?: string, more?: string): Promise<void> {
  const start = 'const pulumi = require("@pulumi/pulumi"), iot = require("pulumi-iot-retained");';
  await writeFile(join(stack.directory, "program/index.js"), `${start}\n${program(payload, rollout, more)}`);
}

/** Takes over the settings of the test stack, as the helper that runs the CLI does. */
async function copySettings(): Promise<void> {
  await copyFile(join(stack.directory, "Pulumi.test.yaml"), join(stack.directory, "program/Pulumi.test.yaml"));
}

/** Sets the percentage in the folder of the program. */
async function pulumiConfig(percent: string): Promise<void> {
  const args = ["config", "set", "iot-retained:rollout", percent, "--stack", "test"];
  await run("pulumi", args, { cwd: join(stack.directory, "program"), env: stack.environment });
}

async function live(): Promise<(string | undefined)[]> {
  return await Promise.all(["fleet/3", "fleet/5", "fleet/9"].map((topic) => text(stack.endpoint, topic)));
}

test("all steps are taken, while an alarm without data is told", async () => {
  await deployed("old");
  await change("new");
  stack.alarms = { quiet: "OK", young: "INSUFFICIENT_DATA" };
  const { code, output } = await rollout(["--steps", "10,100", "--bake", "1s", "--alarm", "quiet", "--alarm", "young"]);
  expect(output).toContain("rollout 10 %: pulumi up");
  expect(output).toContain("rollout 10 %: baked for 1s, no alarm");
  expect(output).toContain("rollout 100 %: baked for 1s, no alarm");
  expect(output.match(/young has not enough data/g)).toHaveLength(1);
  expect(code).toBe(0);
  expect(await live()).toEqual(["new", "new", "new"]);
});

test("an alarm that rings already keeps everything as it is", async () => {
  await deployed("old");
  await change("new");
  stack.alarms = { "pumps-offline": { state: "ALARM", reason: "7 pumps are gone" } };
  const { code, output } = await rollout(["--steps", "10,100", "--bake", "1s", "--alarm", "pumps-offline"]);
  expect(output).toContain("nothing was published: the alarm pumps-offline is in ALARM (7 pumps are gone)");
  expect(code).toBe(1);
  expect(await live()).toEqual(["old", "old", "old"]);
});

test("an alarm that begins to ring puts the messages of before back", async () => {
  await deployed("old");
  await change("bad");
  stack.alarms = { composite: { state: "OK", kind: "composite" } };
  const run = rollout(["--steps", "10,100", "--bake", "60s", "--alarm", "composite"]);
  await until(async () => (await live())[0] === "bad");
  stack.alarms = { composite: { state: "ALARM", kind: "composite" } };
  const { code, output } = await run;
  expect(output).toContain("rollout aborted at 10 %: the alarm composite is in ALARM");
  expect(output).toMatch(/rollout 0 %: pulumi up .* --refresh/);
  expect(output).toContain("rollout 0 %: the version of before is back");
  expect(code).toBe(1);
  expect(await live()).toEqual(["old", "old", "old"]);
});

test("a device that refuses its message aborts at once; with `stop` everything stays, until `--abort` goes back", async () => {
  await deployed("old");
  await change("bad");
  const device = await connectAsync(stack.local.mqtt, { protocolVersion: 5 });
  device.on("message", (topic, payload) => {
    const refused = { refused: versionOf(payload), reason: "no such pump" };
    if (String(payload) === "bad")
      device.publish(`${topic}/applied`, JSON.stringify(refused), { retain: true, qos: 1 });
  });
  await device.subscribeAsync("fleet/9", { qos: 1 });
  const applied = ["--applied", "{topic}/applied"];
  const { code, output } = await rollout(["--steps", "10,100", "--bake", "60s", ...applied, "--on-abort", "stop"]);
  await device.endAsync();
  expect(output).toContain("rollout aborted at 10 %: fleet/9 is refused by its device (no such pump)");
  expect(output).toContain("it stays as it is: go on with `--resume`, or back with `--abort`");
  expect(code).toBe(1);
  expect(await live()).toEqual(["bad", "old", "bad"]);

  const again = await rollout(["--steps", "10,100"]);
  expect(again).toMatchObject({ code: 2 });
  expect(again.output).toContain("a rollout is under way, at 10 %");
  expect(await rollout(["--abort"])).toMatchObject({ code: 0 });
  expect(await live()).toEqual(["old", "old", "old"]);
});

test("too few acknowledgements abort at the end of the bake time, and enough of them do not", async () => {
  await deployed("old");
  await change("new");
  const device = await connectAsync(stack.local.mqtt, { protocolVersion: 5 });
  device.on("message", (topic, payload) =>
    device.publish(`${topic}/applied`, JSON.stringify({ applied: versionOf(payload) }), { retain: true, qos: 1 }),
  );
  await device.subscribeAsync("fleet/3", { qos: 1 });
  const options = ["--steps", "10", "--bake", "2s", "--applied", "{topic}/applied"];
  const all = await rollout(options);
  expect(all.output).toContain(
    "rollout aborted at 10 %: 1 of 2 applied (50 %) after 2s, and `--at-least` asks for 100 %",
  );
  expect(all.code).toBe(1);
  const half = await rollout([...options, "--at-least", "50"]);
  await device.endAsync();
  expect(half.output).toContain("rollout 10 %: baked for 2s, 1 of 2 applied (50 %)");
  expect(half.code).toBe(0);
});

test("Ctrl-C leaves a declared state, and `--resume` goes on", async () => {
  await deployed("old");
  await change("new");
  const child = start(["--steps", "10,100", "--bake", "60s"]);
  await until(async () => (await live())[0] === "new");
  // The command of the user may still be writing the state: it has no terminal here, and is not told.
  child.kill("SIGINT");
  const [code] = (await once(child, "close")) as [number | null];
  expect(code).toBe(1);
  expect(await live()).toEqual(["new", "old", "new"]);
  const { output, code: resumed } = await rollout(["--resume", "--steps", "10,100", "--bake", "1s"]);
  expect(output).toContain("the rollout is at 10 %");
  expect(resumed).toBe(0);
  expect(await live()).toEqual(["new", "new", "new"]);
});

test("a command that fails, and a program that names its percentage, are errors", async () => {
  await deployed("old");
  const failed = await rollout(["--steps", "10", "--stack", "test"], ["node", "-e", "process.exit(3)"]);
  expect(failed.output).toContain("rollout 10 %: `node` has failed (3).");
  expect(failed.code).toBe(2);
  await change("new", "rollout: { percent: 100 },");
  const fixed = await rollout(["--steps", "10"]);
  expect(fixed.output).toContain("no RetainedMessageSet of the stack is at 10 % now");
  expect(fixed.code).toBe(2);
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 50));
}

test("after a first step that was killed, nothing lets the change out but `--resume`, and `--abort` goes back", async () => {
  await deployed("old");
  await stack.configure({ "iot-retained:publishRate": "2" });
  await copySettings();
  // A new topic, which is published first. Its share is below 10 percent.
  await change("bad", "", `"new/3": "bad",`);
  // A process group of its own, so that all of it can be killed.
  const child = spawn(process.execPath, [main, "rollout", "--steps", "10,100", "--bake", "60s", "--", ...UP], {
    cwd: join(stack.directory, "program"),
    env: { ...stack.environment, AWS_REGION: "eu-west-1" },
    stdio: "ignore",
    detached: true,
  });
  const closed = once(child, "close");
  await until(async () => (await live()).includes("bad") && (await text(stack.endpoint, "new/3")) === "bad");
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await closed;
  await stack.unlock();
  const held = await rollout(["--hold"]);
  expect(held.output).toContain("the last deployment was cut off");
  expect(held.code).toBe(2);
  const { code, output } = await rollout(["--abort"]);
  expect(output).toContain("rollout 0 %: the version of before is back");
  expect(code).toBe(0);
  expect(await live()).toEqual(["old", "old", "old"]);
  expect(await text(stack.endpoint, "new/3")).toBeUndefined();
});

test("a repair on a schedule lets no change out, and leaves the setting as it was", async () => {
  await deployed("old");
  expect((await rollout(["--hold"])).output).toContain("the stack has had no rollout yet");
  expect(await rollout(["--steps", "100", "--bake", "1s"])).toMatchObject({ code: 0 });
  await change("new");
  await publishAs(stack.endpoint, "fleet/5", "stranger");
  expect((await pulumi(stack, program("new"), "refresh", "--yes", "--skip-preview")).code).toBe(0);
  await pulumiConfig("100");
  expect(await rollout(["--hold"])).toMatchObject({ code: 0 });
  expect(await live()).toEqual(["old", "old", "old"]);
  expect(await readFile(join(stack.directory, "program/Pulumi.test.yaml"), "utf8")).toMatch(/rollout"?: "?100/);
  const forgotten = await rollout(["--steps", "100", "--bake", "1s"]);
  expect(forgotten.code).toBe(0);
  expect(await live()).toEqual(["new", "new", "new"]);
  const abort = await rollout(["--abort"]);
  expect(abort.output).toContain("the version of before is forgotten");
  expect(abort.code).toBe(2);
});
