import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { styleText } from "node:util";
import type { Engine } from "../engine";
import { withEngine } from "../engine/cli";
import { LOCAL_STATE, localStack } from "../local-stack";

/** The checkout. */
export const ROOT = resolve(__dirname, "../..");

/** What a step of the walk must show. */
export interface Expectation {
  /** Patterns that the output of the command must match. */
  shows?: readonly RegExp[];
  /** Patterns that it must not match. */
  hides?: readonly RegExp[];
  /** Exit status; `"failure"` is any but 0. @default 0 */
  status?: number | "failure";
}

/** How the commands of a walk run. */
export interface WalkOptions {
  /** Ends the walk when it aborts. */
  signal: AbortSignal;
  /** The working directory of the commands. @default the checkout */
  directory?: string;
  /** The folder of the stacks. @default the git-ignored folder of the checkout */
  state?: string;
  /** Patterns that no output may match, in addition to warnings and stack traces. */
  never?: readonly RegExp[];
}

/** Runs commands, prints each command and its output, and compares the output with what it should show. */
export class Walk {
  private step = 0;
  private readonly signal: AbortSignal;
  private readonly directory: string;
  private readonly never: readonly RegExp[];
  private readonly environment: NodeJS.ProcessEnv;

  constructor(engine: Engine, { signal, directory = ROOT, state = LOCAL_STATE, never = [] }: WalkOptions) {
    this.signal = signal;
    this.directory = directory;
    this.never = [...NEVER, ...never];
    this.environment = withEngine(engine, localStack(process.env, state));
  }

  heading(text: string): void {
    this.step++;
    process.stdout.write(`\n${bold(`${this.step}. ${text}`)}\n`);
  }

  say(line: string): void {
    process.stdout.write(`   ${line}\n`);
  }

  /** Runs Pulumi, and prints its output. */
  async pulumi(args: readonly string[], expected: Expectation = {}): Promise<void> {
    this.say(`$ pulumi ${args.join(" ")}`);
    const color = ["--color", process.stdout.isTTY ? "always" : "never", "--non-interactive"];
    this.compare(`pulumi ${args[0]}`, await this.run("pulumi", [...args, ...color], true), expected);
  }

  /** Runs the command of this package, and prints its output. */
  async iotRetained(args: readonly string[], expected: Expectation = {}): Promise<void> {
    this.say(`$ npx iot-retained ${args.join(" ")}`);
    const ended = await this.run(process.execPath, [join(ROOT, "dist/cli/main.js"), ...args], true);
    this.compare(`iot-retained ${args[0]}`, ended, expected);
  }

  /** Runs Pulumi silently. It returns the output, or undefined if the command failed. */
  async quietly(args: readonly string[]): Promise<string | undefined> {
    const { code, text } = await this.run("pulumi", [...args, "--non-interactive"], false);
    return code === 0 ? text : undefined;
  }

  private compare(command: string, { code, text }: Ended, { shows = [], hides = [], status = 0 }: Expectation): void {
    this.signal.throwIfAborted();
    const plain = text.replace(ANSI, "");
    if (status === "failure" ? code === 0 : code !== status) throw new WalkError(`${command} ended with ${code}`);
    for (const pattern of shows) {
      if (!pattern.test(plain)) throw new WalkError(`${command} did not show ${pattern}`);
    }
    for (const pattern of [...this.never, ...hides]) {
      if (pattern.test(plain)) throw new WalkError(`${command} showed ${pattern}`);
    }
  }

  private run(command: string, args: readonly string[], echo: boolean): Promise<Ended> {
    this.signal.throwIfAborted();
    const child = spawn(command, args, {
      cwd: this.directory,
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

/** A command that has ended. */
interface Ended {
  code: number | null;
  text: string;
}

/** A step that did not show what it should. */
export class WalkError extends Error {
  override readonly name = "WalkError";
}

/**
 * Runs a walk to its end. At the first step that does not show what it should, or at Ctrl-C, it ends with exit code 1.
 */
export function runWalk(walk: (interrupted: AbortSignal) => Promise<void>): void {
  const interrupt = new AbortController();
  process.on("SIGINT", () => interrupt.abort(new WalkError("interrupted")));
  walk(interrupt.signal).catch((error: Error) => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  });
}

/** Checks the number of messages at an endpoint, with a client that shares no code with the provider. */
export async function expectLive(endpoint: string, expected: number): Promise<void> {
  const answer = await fetch(`${endpoint}/retainedMessage?maxResults=200`);
  const { retainedTopics } = (await answer.json()) as { retainedTopics: unknown[] };
  if (retainedTopics.length !== expected) {
    throw new WalkError(`the endpoint holds ${retainedTopics.length} retained messages, not ${expected}`);
  }
}

/** Patterns that no output of a walk may match: warnings and stack traces. */
const NEVER = [/\bwarning\b/i, /^\s+at .*:\d+:\d+/m];

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const ANSI = /\u001b\[[0-9;]*m/g;

function bold(text: string): string {
  return process.stdout.isTTY ? styleText("bold", text, { validateStream: false }) : text;
}
