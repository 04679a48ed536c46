import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The built command. */
export const main = join(__dirname, "../../dist/cli/main.js");
const running = new Set<ChildProcessWithoutNullStreams>();

/** What a command has come to. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Standard output as it came. */
  bytes: Buffer;
}

/** Starts the command iot-retained as a process, in an environment that names no Region and no endpoint. */
export function start(...args: string[]): ChildProcessWithoutNullStreams {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const child = spawn(process.execPath, [main, ...args], { env: Object.fromEntries(environment) });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Runs the command to its end. */
export async function run(...args: string[]): Promise<Outcome> {
  return await outcomeOf(start(...args));
}

/** Runs the command with a text as its standard input. */
export async function runWith(input: string, ...args: string[]): Promise<Outcome> {
  const child = start(...args);
  child.stdin.end(input);
  return await outcomeOf(child);
}

async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const out: Buffer[] = [];
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  const bytes = Buffer.concat(out);
  return { code, stdout: bytes.toString("utf8"), stderr, bytes };
}

/** Ends what a failed test has left running. */
export function endCommands(): void {
  for (const child of running) child.kill("SIGKILL");
}
