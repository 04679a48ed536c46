import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { parse } from "semver";
import { type Engine, findEngine } from "../../scripts/engine";
import { startVault, type Vault } from "./vault";

export const PROJECT = "iot-retained-test";
export const STACK = "test";

/** Test stacks live inside of the project, since the provider process resolves the package from there. */
const STACKS = join(__dirname, "../../.pulumi-local/tests");

/** Where a project finds the native provider, which has been built. */
export const plugins = { providers: [{ name: "iot-retained", path: join(__dirname, "../../dist/native") }] };

interface Blank {
  engine: Engine;
  vault: Vault;
  /** A folder with an empty stack, which is copied for each test. */
  folder: string;
}

/** What encrypts the secrets of a stack. With a passphrase, each command takes 0.2 s of CPU more. */
export type SecretsProvider = "passphrase" | "hashivault://test";

const blanks = new Map<SecretsProvider, Promise<Blank>>();

afterAll(async () => {
  for (const blank of blanks.values()) {
    const { vault, folder } = await blank;
    vault.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** An empty stack in a folder of its own; the CLI is run for the first one of a test file only. */
export async function blankStack(secretsProvider: SecretsProvider): Promise<{ stack: Stack; directory: string }> {
  const blank = blanks.get(secretsProvider) ?? makeBlank(secretsProvider);
  blanks.set(secretsProvider, blank);
  const { engine, vault, folder } = await blank;
  const directory = await mkdtemp(join(STACKS, "stack-"));
  await cp(folder, directory, { recursive: true });
  const workspace = await LocalWorkspace.create({
    workDir: directory,
    program: async () => {},
    pulumiCommand: commandOf(engine),
    envVars: environmentOf(directory, vault),
  });
  // Each command names its stack, so none has to be selected.
  workspace.selectStack = async () => {};
  const stack = await Stack.select(STACK, workspace);
  // The Automation API asks the CLI for these after each command, and hardly any test looks at them.
  stack.info = async () => undefined;
  stack.outputs = async () => ({});
  return { stack, directory };
}

async function makeBlank(secretsProvider: SecretsProvider): Promise<Blank> {
  const vault = await startVault();
  const engine = await findEngine((line) => process.stderr.write(`${line}\n`));
  process.env["PATH"] = `${engine.bin}${delimiter}${process.env["PATH"]}`;
  await mkdir(STACKS, { recursive: true });
  const folder = await mkdtemp(join(STACKS, "blank-"));
  const project = { name: PROJECT, runtime: "nodejs", main: process.cwd(), plugins };
  await writeFile(join(folder, "Pulumi.yaml"), JSON.stringify(project));
  const env = { ...process.env, ...environmentOf(folder, vault) };
  const init = ["stack", "init", STACK, "--secrets-provider", secretsProvider, "--non-interactive"];
  await promisify(execFile)("pulumi", init, { cwd: folder, env });
  return { engine, vault, folder };
}

/** `PulumiCommand.get` would ask the CLI for the version, which is known. */
function commandOf({ version }: Engine): PulumiCommand {
  return Object.assign(Object.create(PulumiCommand.prototype), { command: "pulumi", version: parse(version) });
}

function environmentOf(directory: string, vault: Vault): Record<string, string> {
  return {
    ...vault.environment,
    PULUMI_BACKEND_URL: `file://${directory}`,
    PULUMI_HOME: join(directory, "home"),
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // A command is over before its garbage is worth collecting.
    GOGC: "off",
    GOMEMLIMIT: "512MiB",
    // Half of a provider's start is loading what no test uses.
    NODE_OPTIONS: `--require=${JSON.stringify(join(__dirname, "lazy-closures.js"))}`,
    // A third of a provider's start is compiling; Node 22 and newer keep what they have compiled.
    NODE_COMPILE_CACHE: join(STACKS, "../compile-cache"),
  };
}
