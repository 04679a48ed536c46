import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

/** Something that keeps a version from being released, in a sentence for whoever releases it. */
export class Obstacle extends Error {
  override readonly name = "Obstacle";
}

/** Runs a command, and gives what it prints without the line break at its end. */
export function ask(root: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
}

/** Like `ask`, but a command that fails or is not there answers nothing. */
export function askOrNothing(root: string, command: string, ...args: string[]): string | undefined {
  try {
    return ask(root, command, ...args);
  } catch {
    return undefined;
  }
}

/** Runs a command whose output the user sees. */
export type Run = (root: string, command: string, ...args: string[]) => Promise<void>;

/** @param interrupted ends the command that runs, and keeps others from beginning */
export function runner(interrupted: AbortSignal): Run {
  return async (root, command, ...args) => {
    interrupted.throwIfAborted();
    const line = [command, ...args].join(" ");
    console.log(`$ ${line}`);
    const child = spawn(command, args, { cwd: root, stdio: "inherit" });
    const interrupt = () => child.kill("SIGINT");
    interrupted.addEventListener("abort", interrupt);
    try {
      const [code] = (await once(child, "close")) as [number | null];
      if (code !== 0) throw new Obstacle(`\`${line}\` failed`);
    } finally {
      interrupted.removeEventListener("abort", interrupt);
    }
    // A command may end well although it was interrupted.
    interrupted.throwIfAborted();
  };
}
