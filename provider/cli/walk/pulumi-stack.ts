import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { settingKey } from "../../settings/setting-names";
import { CommandError } from "../support/exit";
import type { DeployCommand } from "./command-line";
import { RolloutState } from "./rollout-state";
import type { WalkedStack } from "./walk";

/** Bytes of the largest export that is read. */
const MAX_EXPORT = 2 ** 30;

/** A stack of Pulumi, which the command of the user deploys. */
export class PulumiStack implements WalkedStack {
  /** As the last command has left it; undefined before the first look. */
  state: RolloutState | undefined;

  constructor(
    private readonly deploying: DeployCommand,
    private readonly say: (line: string) => void,
  ) {}

  async standing(): Promise<RolloutState> {
    this.state ??= await this.read();
    return this.state;
  }

  async deploy(percent: number, how: "forward" | "back" | "hold"): Promise<void> {
    const setting = how === "hold" ? await this.setting() : undefined;
    try {
      await this.set(String(percent));
      await this.runCommand(percent, how === "back");
    } finally {
      if (how === "hold") await this.set(setting);
    }
  }

  private async runCommand(percent: number, isBack: boolean): Promise<void> {
    const { command, back } = this.deploying;
    const before = await this.standing();
    const [program = "", ...args] = isBack ? back : command;
    this.say(`rollout ${percent} %: ${[program, ...args].join(" ")}`);
    const status = await ended(program, args);
    if (status !== 0) {
      throw new CommandError(
        `rollout ${percent} %: \`${program}\` has failed (${status}). If it has published anything, go on with \`--resume\`, or ` +
          "back with `--abort`; else run this command again",
      );
    }
    this.state = (await this.read()).after(before);
    if (this.state.follows(percent)) return;
    throw new CommandError(
      `no RetainedMessageSet of the stack is at ${percent} % now: \`${program}\` does not deploy one, or the program names a ` +
        `\`percent\` in \`rollout\`, in place of the setting \`${settingKey("rollout")}\``,
    );
  }

  /** The percentage in the configuration of the stack; undefined if there is none. */
  private async setting(): Promise<string | undefined> {
    const { pulumi, config } = this.deploying;
    const all = JSON.parse(await this.run(pulumi, ["config", "--json", ...config])) as Record<
      string,
      { value?: string }
    >;
    return all[settingKey("rollout")]?.value;
  }

  private async set(percent: string | undefined): Promise<void> {
    const { pulumi, config } = this.deploying;
    const what = percent === undefined ? ["rm", settingKey("rollout")] : ["set", settingKey("rollout"), percent];
    await this.run(pulumi, ["config", ...what, ...config]);
  }

  /** The secrets in it are kept in memory alone. */
  private async read(): Promise<RolloutState> {
    const { pulumi, stack } = this.deploying;
    return RolloutState.of(await this.run(pulumi, ["stack", "export", "--show-secrets", ...stack]));
  }

  /** Runs a command of Pulumi that asks nothing, and gives what it prints. */
  private async run(pulumi: string, args: readonly string[]): Promise<string> {
    try {
      return (await promisify(execFile)(pulumi, [...args], { maxBuffer: MAX_EXPORT })).stdout;
    } catch (error) {
      const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
      if (code === "ENOENT")
        throw new CommandError(`${pulumi} is not there: install the Pulumi CLI, or put it on PATH`);
      throw new CommandError(`\`pulumi ${args.slice(0, 2).join(" ")}\` has failed: ${stderr.trim()}`);
    }
  }
}

/** How a command of the user ends, whose terminal is ours: its exit status, or the signal that has ended it. */
function ended(program: string, args: readonly string[]): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(new CommandError(`${program} could not be started (${error.code})`)),
    );
    child.on("exit", (status, signal) => resolve(status ?? signal ?? "no status"));
  });
}
