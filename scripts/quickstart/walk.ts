import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Engine } from "../engine";
import { withEngine } from "../engine/cli";
import { localStack } from "../local-stack";

const root = resolve(__dirname, "../..");

/** What a step of the walk must show. */
export interface Expectation {
  /** Each must be found in what the command prints. */
  shows?: readonly RegExp[];
  /** Whether the command is to fail. */
  fails?: boolean;
}

/** Runs Pulumi in the open: every command and all that it prints, held against what it should show. */
export class Walk {
  private step = 0;
  private readonly environment: NodeJS.ProcessEnv;

  constructor(
    engine: Engine,
    private readonly signal: AbortSignal,
  ) {
    this.environment = withEngine(engine, localStack());
  }

  heading(text: string): void {
    this.step++;
    process.stdout.write(`\n${bold(`${this.step}. ${text}`)}\n`);
  }

  say(line: string): void {
    process.stdout.write(`   ${line}\n`);
  }

  /** Runs a command with Pulumi's own output. */
  async pulumi(args: readonly string[], expected: Expectation = {}): Promise<void> {
    this.say(`$ pulumi ${args.join(" ")}`);
    const { code, text } = await this.run([...args, "--color", process.stdout.isTTY ? "always" : "never"], true);
    this.signal.throwIfAborted();
    const plain = text.replace(ANSI, "");
    if ((code !== 0) !== (expected.fails ?? false)) throw new WalkError(`pulumi ${args[0]} ended with ${code}`);
    for (const pattern of expected.shows ?? []) {
      if (!pattern.test(plain)) throw new WalkError(`pulumi ${args[0]} did not show ${pattern}`);
    }
    for (const pattern of NEVER) {
      if (pattern.test(plain)) throw new WalkError(`pulumi ${args[0]} showed ${pattern}`);
    }
  }

  /** Runs a command silently; what it printed, or undefined where it failed. */
  async quietly(args: readonly string[]): Promise<string | undefined> {
    const { code, text } = await this.run(args, false);
    return code === 0 ? text : undefined;
  }

  private run(args: readonly string[], echo: boolean): Promise<{ code: number | null; text: string }> {
    this.signal.throwIfAborted();
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: root,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        text += chunk;
        if (echo) process.stdout.write(chunk);
      });
    }
    return new Promise((done, failed) => {
      child.on("error", failed);
      child.on("close", (code) => done({ code, text }));
    });
  }
}

/** A step that did not show what it should. */
export class WalkError extends Error {
  override readonly name = "WalkError";
}

/** What no command may print: warnings, stack traces, and the secret of the quickstart. */
const NEVER = [/\bwarning\b/i, /^\s+at .*:\d+:\d+/m, /correct horse/];

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const ANSI = /\u001b\[[0-9;]*m/g;

function bold(text: string): string {
  return process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text;
}
