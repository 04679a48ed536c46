import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { LOCAL_STATE, localStack } from "../../scripts/local-stack";

export const PROJECT = "iot-retained-bench";
export const STACK = "bench";

/** The folder for stacks. It is inside the project, because the provider process resolves the package from there. */
export const STACKS = join(LOCAL_STATE, "bench");

/** A command that runs longer than this is interrupted. Every command takes less. */
const LIMIT_MS = 10 * 60_000;

/** A stack on the real engine, whose commands are timed. */
export class BenchStack {
  private constructor(
    private readonly stack: Stack,
    private readonly directory: string,
  ) {}

  static async create(config: Readonly<Record<string, string>>): Promise<BenchStack> {
    await mkdir(STACKS, { recursive: true });
    const directory = await mkdtemp(join(STACKS, "stack-"));
    const envVars = { ...localStack({}, directory), PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
    const stack = await LocalWorkspace.createStack(
      { stackName: STACK, projectName: PROJECT, program: async () => {} },
      { workDir: directory, envVars: envVars as Record<string, string> },
    );
    await stack.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])));
    return new BenchStack(stack, directory);
  }

  /** Seconds that a whole `up` takes. */
  up(program: () => void): Promise<number> {
    return seconds((options) => this.stack.up({ ...options, program: inline(program) }));
  }

  /** Seconds that a whole preview takes. */
  preview(program: () => void): Promise<number> {
    return seconds((options) => this.stack.preview({ ...options, program: inline(program) }));
  }

  /** Seconds that a whole refresh takes. */
  refresh(): Promise<number> {
    return seconds((options) => this.stack.refresh(options));
  }

  /** The size of the state file. */
  async stateBytes(): Promise<number> {
    const { size } = await stat(join(this.directory, "state/.pulumi/stacks", PROJECT, `${STACK}.json`));
    return size;
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

function inline(program: () => void): PulumiFn {
  return async () => program();
}

async function seconds(command: (options: { signal: AbortSignal; color: "never" }) => Promise<unknown>) {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const expired = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("a command of the engine has not ended in time")));
  });
  const start = performance.now();
  await Promise.race([command({ signal, color: "never" }), expired]);
  return (performance.now() - start) / 1000;
}
