import { execFileSync, spawnSync } from "node:child_process";

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
export function run(root: string, command: string, ...args: string[]): void {
  const line = [command, ...args].join(" ");
  console.log(`$ ${line}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Obstacle(`\`${line}\` failed${error === undefined ? "" : `: ${error.message}`}`);
}
