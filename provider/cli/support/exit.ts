/** Exit statuses of the command. */
export const status = {
  /** The command did its work, or there was nothing to do. */
  done: 0,
  /** `diff` has found differences. */
  different: 1,
  /** The command line is wrong, or the command has failed. */
  error: 2,
  /** The user pressed Ctrl+C at a question. */
  interrupted: 130,
} as const;

/** Sets the exit status without ending the process, so that all output is still written. */
export function endWith(outcome: keyof typeof status): void {
  process.exitCode = status[outcome];
}

/** Why a command has failed, in the lines that the user sees. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly lines: readonly string[];

  constructor(...lines: string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}
