/** Exit statuses of the command. */
export const status = {
  /** Done, also where there was nothing to do. */
  done: 0,
  /** `diff` has found differences. */
  different: 1,
  /** A command line that is wrong, or that could not be followed. */
  error: 2,
  /** Ctrl+C at a question. */
  interrupted: 130,
} as const;

/** The status of this process once nothing is left to do; the output is written by then. */
export function endWith(outcome: keyof typeof status): void {
  process.exitCode = status[outcome];
}

/** A command that cannot be followed, and why: what the user sees, one line each. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly lines: readonly string[];

  constructor(...lines: string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}
