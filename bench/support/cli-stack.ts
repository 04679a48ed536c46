import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localStack } from "../../scripts/local-stack";
import type { Endpoint } from "./endpoint";
import { type HostName, plugins, programOf } from "./hosts";
import { NO_LIMIT, withEndpoint } from "./site";
import { PROJECT, STACK, STACKS } from "./stack";
import { type UsageByPart, UsageWatch } from "./usage";

/** A command that runs longer than this is killed. Every command takes less. */
const LIMIT_MS = 10 * 60_000;

/** What a command has taken. */
export interface Took extends UsageByPart {
  seconds: number;
}

const commands = {
  preview: ["preview"],
  up: ["up", "--yes", "--skip-preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
} as const;

/** A stack whose commands run the CLI, which starts the program in a process of its own, as it does for users. */
export class CliStack {
  private constructor(private readonly directory: string) {}

  static async create(host: HostName, config: Readonly<Record<string, string>>): Promise<CliStack> {
    await mkdir(STACKS, { recursive: true });
    const stack = new CliStack(await mkdtemp(join(STACKS, "stack-")));
    const project = { name: PROJECT, runtime: "nodejs", main: "index.js", plugins };
    await writeFile(join(stack.directory, "Pulumi.yaml"), JSON.stringify(project));
    await writeFile(join(stack.directory, "index.js"), programOf(host, "messages.json"));
    await stack.cli("stack", "init");
    const pairs = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    await stack.cli("config", "set-all", ...pairs);
    return stack;
  }

  /** Declares the messages of the next commands. */
  async declare(messages: object): Promise<void> {
    await writeFile(join(this.directory, "messages.json"), JSON.stringify(messages));
  }

  run(command: keyof typeof commands): Promise<Took> {
    return this.cli(...commands[command]);
  }

  /** The size of the state file. */
  async stateBytes(): Promise<number> {
    return (await stat(join(this.directory, "state/.pulumi/stacks", PROJECT, `${STACK}.json`))).size;
  }

  /** The size of what the CLI has logged by itself of all commands since the last call. */
  async takeLogBytes(): Promise<number> {
    const folder = join(this.directory, "home/logs");
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const sizes = await Promise.all(
      files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
    );
    await rm(folder, { recursive: true });
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private async cli(...args: readonly string[]): Promise<Took> {
    const start = performance.now();
    const child = spawn("pulumi", [...args, "--stack", STACK, "--color", "never", "--non-interactive"], {
      cwd: this.directory,
      env: { ...process.env, ...localStack({}, this.directory), PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const watch = new UsageWatch(child.pid ?? 0);
    const limit = setTimeout(() => watch.kill(), LIMIT_MS);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    const code = await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve(code ?? signal));
    });
    clearTimeout(limit);
    const took = { ...watch.stop(), seconds: (performance.now() - start) / 1000 };
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}: ${output.slice(-2000)}`);
    return took;
  }
}

/** Runs `use` with a new stack of the host and an empty endpoint, and removes both afterwards, also after a failure. */
export function withCliStack<T>(host: HostName, use: (stack: CliStack, endpoint: Endpoint) => Promise<T>): Promise<T> {
  return withEndpoint(async (endpoint) => {
    const stack = await CliStack.create(host, {
      "iot-retained:endpoint": endpoint.url,
      "iot-retained:region": "eu-west-1",
      "iot-retained:owner": "acme/bench",
      "iot-retained:publishRate": String(NO_LIMIT),
      "iot-retained:readRate": String(NO_LIMIT),
    });
    try {
      return await use(stack, endpoint);
    } finally {
      await stack.remove();
    }
  });
}
