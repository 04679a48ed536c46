import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { delimiter } from "node:path";
import type { Engine } from "./wanted";

/** The environment with the engine first on PATH, so that it finds its own plugins. */
export function withEngine(engine: Engine, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PATH: [engine.bin, env["PATH"]].filter(Boolean).join(delimiter) };
}

/** Runs `pulumi` on the terminal of this process, and returns its exit code. */
export function runPulumi(
  engine: Engine,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<number> {
  const env = withEngine(engine, options.env);
  const child = spawn(engine.pulumi, args, { cwd: options.cwd, env, stdio: "inherit" });

  // Each signal is passed on once: at a second one, pulumi drops the work in flight and its results.
  process.once("SIGTERM", (signal) => child.kill(signal));
  process.once("SIGHUP", (signal) => child.kill(signal));
  if (!hasTerminal()) process.once("SIGINT", (signal) => child.kill(signal));
  // This process stays until pulumi has ended, whatever signals come.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** Whether there is a terminal. Its Ctrl-C goes to the whole foreground group, and so reaches pulumi without us. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return process.platform === "win32";
  }
}
