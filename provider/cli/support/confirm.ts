import { createInterface } from "node:readline/promises";
import { escapeControls } from "../../text/control-characters";
import { CommandError, status } from "./exit";

/**
 * Asks a question on the terminal. Only `y` and `yes` mean yes; Ctrl+C ends the process.
 *
 * @throws CommandError if there is no terminal to ask on
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new CommandError("there is no terminal to ask on: give `--yes`. Nothing was cleared");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // After Ctrl+D the question is never answered.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  terminal.once("SIGINT", () => process.exit(status.interrupted));
  try {
    const answer = await Promise.race([terminal.question(`${escapeControls(question)} (y/N) `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
