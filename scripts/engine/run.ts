import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  timeout?: number;
  /** Called with each line of standard error, as it comes. */
  onErrorLine?: (line: string) => void;
}

/** Runs a command to its end. An abort interrupts it and then waits for its end, so that it writes nothing afterwards. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const { signal, onErrorLine, ...rest } = options;
    const child = spawn(command, args, { ...rest, stdio: ["ignore", "pipe", "pipe"] });
    const interrupt = () => child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    if (onErrorLine !== undefined) createInterface({ input: child.stderr }).on("line", onErrorLine);
    child.on("error", reject);
    child.on("close", (code) => {
      signal?.removeEventListener("abort", interrupt);
      resolve({ code, stdout, stderr });
    });
  });
}
