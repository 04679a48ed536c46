import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { Repository } from "../../scripts/walk/repository";
import { run } from "../support/cli";
import { look, publishAs, topics } from "../support/look";
import { useStack } from "../support/stack";

// The example as somebody has it who took it out: copied, and run by the CLI.

const checkout = join(__dirname, "../..");
const command = join(checkout, "dist/cli/main.js");

const stack = useStack();
let repository: Repository;

beforeEach(async () => {
  repository = Repository.copyTo(join(stack.directory, "device-defaults"));
  await pulumi("stack", "init", "prod");
  await pulumi("config", "set", "iot-retained:endpoint", stack.endpoint);
});

/** Runs the CLI in the copy. */
async function pulumi(...args: string[]) {
  stack.calls.length = 0;
  const all = [...args, "--color", "never", "--non-interactive"];
  return await run("pulumi", all, { cwd: repository.directory, env: stack.environment });
}

/** What the layers of an environment make, by topic: a JSON payload as a value. */
async function rendered(environment: string): Promise<Record<string, { payload?: unknown; payloadBase64?: string }>> {
  const args = [command, "render", `environments/${environment}`, "--json"];
  const { output } = await run(process.execPath, args, { cwd: repository.directory, env: process.env });
  return JSON.parse(output) as Record<string, { payload?: unknown; payloadBase64?: string }>;
}

test("each message is published as its layers make it, and a broken file keeps all from being published", async () => {
  expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  const messages = await rendered("prod");
  expect(Object.keys(messages)).toHaveLength(77);
  expect(await topics(stack.endpoint)).toEqual(Object.keys(messages).sort());
  for (const [topic, { payload, payloadBase64 = "" }] of Object.entries(messages)) {
    const bytes = Buffer.from((await look(stack.endpoint, topic))?.payload ?? []);
    if (payload === undefined) expect(bytes).toEqual(Buffer.from(payloadBase64, "base64"));
    else if (typeof payload === "string") expect(String(bytes)).toBe(payload);
    else expect(JSON.parse(String(bytes))).toEqual(payload);
  }
  const pump = await look(stack.endpoint, "acme/defaults/plant-pune/line-2/pump-202");
  expect(JSON.parse(String(pump?.payload))).toEqual({
    model: "CR 45-2",
    role: "standby",
    fluid: "fresh water",
    setpointBar: 4.9,
    speedRpm: { min: 900, max: 2850 },
    rampSeconds: 45,
    restartDelaySeconds: 150,
    dryRunProtection: true,
    reportIntervalSeconds: 300,
    exercise: { weekday: "wednesday", at: "03:00", seconds: 120 },
  });

  const registers = await look(stack.endpoint, "acme/defaults/plant-pune/line-1/modbus-map");
  expect(String(registers?.payload)).toContain('"address":8451');
  expect(registers?.userProperties).toContainEqual({ schema: "modbus-map/1" });
  expect(await look(stack.endpoint, "acme/defaults/plant-lyon/motd")).toMatchObject({ qos: 0 });
  expect(await stack.properties("acme/defaults/plant-lyon/site")).toMatchObject({ contentType: "application/json" });
  const notice = await stack.properties("acme/defaults/plant-gdansk/notices/maintenance");
  expect(notice["messageExpiryInterval"]).toBeGreaterThan(600_000);

  await repository.replace("plant-gdansk/base/valve.yaml", "failPosition: closed", "failPosition: shut");
  await repository.replace("plant-lyon/motd.txt", "Bonjour", "Bonsoir");
  const broken = await pulumi("up", "--yes", "--skip-preview");
  expect(broken.code).not.toBe(0);
  expect(broken.output).toMatch(/plant-gdansk\/line-2\/valve-201\.json/);
  expect(broken.output).toMatch(/\/failPosition.*, from defaults\/plant-gdansk\/base\/valve\.yaml line 4/);
  expect(broken.output).not.toMatch(/shut/);
  expect(stack.count("Publish")).toBe(0);
});

test("a stack of another environment clears what nobody owns below its prefix, and nothing else", async () => {
  await pulumi("config", "set", "environment", "dev");
  expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  const live = await topics(stack.endpoint);
  expect(live).toEqual(Object.keys(await rendered("dev")).sort());
  expect(live).toContain("acme-dev/defaults/plant-lyon/line-1/pump-101");
  expect(live).not.toContain("acme-dev/defaults/plant-pune/line-1/pump-101");

  const others = ["acme-dev/status/gw-1", "acme/defaults/plant-lyon/site", "acme-dev/defaults/plant-lyon/marked"];
  await publishAs(stack.endpoint, "acme-dev/defaults/plant-lyon/extra", "x");
  await publishAs(stack.endpoint, others[0] ?? "", "x");
  await publishAs(stack.endpoint, others[1] ?? "", "x");
  await publishAs(stack.endpoint, others[2] ?? "", "x", [
    { "managed-by": "pulumi:acme/other/prod/set#0123456789abcdef" },
  ]);
  expect(await pulumi("refresh", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect(await topics(stack.endpoint)).toEqual([...live, ...others].sort());
});

test("a folder that was moved by mistake clears nothing", async () => {
  expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  const live = await topics(stack.endpoint);
  await rename(join(repository.directory, "defaults/plant-lyon"), join(repository.directory, "defaults/plant-lyons"));
  const refused = await pulumi("preview");
  expect(refused.code).not.toBe(0);
  expect(refused.output).toMatch(
    /this would clear \d+ of the 77 messages of the set, and `iot-retained:maxClears` allows 10%/,
  );
  expect(await topics(stack.endpoint)).toEqual(live);
});

/** What of the workflow is of interest here. */
interface Workflow {
  on: object;
  permissions: object;
  env: Record<string, string>;
  jobs: Record<string, { if?: string; permissions?: object; steps: { name?: string; run?: string }[] }>;
}

async function workflow(name = "device-defaults"): Promise<Workflow> {
  const text = await readFile(join(repository.directory, `.github/workflows/${name}.yml`), "utf8");
  return parse(text, { merge: true }) as Workflow;
}

/** Runs a step of the workflow, as GitHub does. @param edit changes its script */
async function step(job: string, name: string, edit = (script: string) => script) {
  const { env, jobs } = await workflow();
  const bin = join(stack.directory, "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`, {
    mode: 0o755,
  });
  const script = edit(jobs[job]?.steps.find((step) => step.name === name)?.run ?? "exit 99");
  const summary = join(stack.directory, "summary");
  await writeFile(summary, "");
  const { code } = await run("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: repository.directory,
    env: {
      ...stack.environment,
      OWNER: env["OWNER"],
      PATH: `${bin}:${process.env["PATH"]}`,
      AWS_ENDPOINT_URL_IOT_DATA_PLANE: stack.endpoint,
      GITHUB_STEP_SUMMARY: summary,
    },
  });
  return { code, summary: await readFile(summary, "utf8") };
}

test("the workflow calls commands that exist, with options that they know", async () => {
  const workflows = [await workflow(), await workflow("rollout")];
  const scripts = workflows.flatMap(({ env, jobs }) => [
    env["UP"] ?? "",
    ...Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run)),
  ]);
  // A backslash joins a line with the next one, and a command for the other begins after two hyphens.
  const lines = scripts.flatMap((script) => script.replace(/\\\n/g, "").split(" -- "));
  const calls = lines.flatMap((script) => [
    ...script.matchAll(/\b(iot-retained|pulumi) (stack export|[a-z]+)\b([^\n>|&]*)/g),
  ]);
  const found = new Set<string>();
  for (const [, program = "", subcommand = "", rest = ""] of calls) {
    found.add(`${program} ${subcommand}`);
    const help = await (program === "pulumi"
      ? pulumi(...subcommand.split(" "), "--help")
      : run(process.execPath, [command, subcommand, "--help"], { cwd: checkout, env: process.env }));
    expect(help.code).toBe(0);
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(help.output).toMatch(new RegExp(`${option}\\b`));
  }
  expect([...found].sort()).toEqual([
    "iot-retained diff",
    "iot-retained render",
    "iot-retained rollout",
    "pulumi preview",
    "pulumi refresh",
    "pulumi stack export",
    "pulumi up",
  ]);
});

test("the step of a pull request passes where files differ and fails where one is broken, and that of drift finds it", async () => {
  const { env } = await workflow();
  const compare = () => step("preview", "Compare the files with what is live");
  const drift = () => step("up", "Look for drift");

  await pulumi("config", "set", "iot-retained:owner", env["OWNER"] ?? "");
  expect(await compare()).toMatchObject({
    code: 0,
    summary: expect.stringMatching(/\| `\+` \| `acme.*line-1\/pump-101`/),
  });
  expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect(await compare()).toMatchObject({ code: 0, summary: expect.stringMatching(/\n\*\*77 unchanged\*\*\n/) });
  await repository.replace("plant-lyon/motd.txt", "Bonjour", "Bonsoir");
  expect(await compare()).toMatchObject({
    code: 0,
    summary: expect.stringMatching(/\n-Bonjour.*\n\+Bonsoir.*\n Operations.*\n```\n/),
  });
  await repository.replace("plant-lyon/motd.txt", "Bonsoir", "Bonjour");
  expect(await drift()).toMatchObject({ code: 0 });
  await publishAs(stack.endpoint, "acme/defaults/plant-lyon/extra", "x");
  const found = await drift();
  expect(found.code).not.toBe(0);
  expect(found.summary).toMatch(/\+ acme\/defaults\/plant-lyon\/extra/);
  await repository.replace("plant-lyon/site.yaml", "hertz: 50", "hertz: 55");
  expect(await compare()).toEqual({ code: 1, summary: "" });
});

test("a merge is rolled out, a repair stays where the rollout is, and an alarm puts everything back", async () => {
  expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  const before = await rendered("prod");
  await repository.replace("base/pump.yaml", "rampSeconds: 20", "rampSeconds: 25");
  const after = await rendered("prod");
  const changed = Object.keys(after).filter((topic) => JSON.stringify(after[topic]) !== JSON.stringify(before[topic]));
  const reached = async () => {
    const ramps = changed.map(async (topic) => JSON.parse(String((await look(stack.endpoint, topic))?.payload)));
    return (await Promise.all(ramps)).filter(({ rampSeconds }) => rampSeconds === 25).length;
  };
  stack.alarms = { "device-defaults": "OK" };
  const rollOut = (script: (script: string) => string) => step("up", "Roll out", script);
  const quickly = (text: string) => text.replace("10m", "1s");

  expect(await rollOut((script) => quickly(script).replace("10,50,100", "50"))).toMatchObject({ code: 0 });
  const half = await reached();
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(changed.length);
  await publishAs(stack.endpoint, changed[0] ?? "", "stranger");
  expect(await pulumi("refresh", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect(await step("up", "Repair")).toMatchObject({ code: 0 });
  expect(await reached()).toBe(half);

  stack.alarms = { "device-defaults": "ALARM" };
  expect(await rollOut((script) => quickly(script).replace("--steps", "--resume --steps"))).toMatchObject({ code: 1 });
  expect(await reached()).toBe(half);
  stack.alarms = { "device-defaults": "OK" };
  const back = (script: string) => quickly(script).replace(/--steps \S+/, "--abort");
  expect(await rollOut(back)).toMatchObject({ code: 0 });
  expect(await reached()).toBe(0);
  expect(await rollOut(quickly)).toMatchObject({ code: 0 });
  expect(await reached()).toBe(changed.length);
  // Each step is a run of the CLI.
}, 300_000);

test("the walk shows what it should to its end, and leaves nothing behind", async () => {
  const copies = async () =>
    (await readdir(join(checkout, ".pulumi-local"))).filter((name) => name.startsWith("gitops-"));
  const before = await copies();
  const args = ["--require", "ts-node/register/transpile-only", "scripts/gitops.ts"];
  const walk = await run(process.execPath, args, { cwd: checkout, env: process.env });
  expect(walk).toMatchObject({ code: 0, output: expect.stringMatching(/^7\. Destroy/m) });
  expect(await copies()).toEqual(before);
  // About 35 s on a machine that does nothing else.
}, 300_000);
