import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { main } from "./command";

/** `script` of util-linux runs a command on a pseudo-terminal. That of other systems has other options. */
const script = "/usr/bin/script";

/** A test that needs a terminal. */
export const testOnTerminal = process.platform === "linux" && existsSync(script) ? test : test.skip;

/** Starts the command iot-retained on a terminal, outside of CI, with more variables of the environment. */
export function startOnTerminal(args: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  const { CI: _, NO_COLOR: __, ...rest } = process.env;
  const command = [process.execPath, main, ...args].map((word) => `'${word}'`).join(" ");
  return spawn(script, ["-qefc", command, "/dev/null"], { env: { ...rest, TERM: "xterm", ...more } });
}

/** Runs the command to its end. @returns what a terminal would get, standard error in it */
export async function runOnTerminal(args: readonly string[], more?: NodeJS.ProcessEnv): Promise<string> {
  const child = startOnTerminal(args, more);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  await once(child, "close");
  return output.replaceAll("\r\n", "\n");
}
