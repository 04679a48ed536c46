import { escapeControls } from "../../text/control-characters";

/** Writes a line to standard output. */
export function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a value as indented JSON to standard output, which may be a terminal. */
export function json(value: unknown): void {
  line(escapeControls(JSON.stringify(value, null, 2), "\n"));
}

let before: (() => void) | undefined;

/** Says what has to be done before the next {@link note}: a line that is drawn over has to be erased. */
export function beforeNotes(action: (() => void) | undefined): void {
  before = action;
}

/** Writes a line to standard error: for all that is not part of the output. */
export function note(text: string): void {
  before?.();
  process.stderr.write(`${escapeControls(text)}\n`);
}

/**
 * Ignores the error of a pipe that its reader has closed, as `| head` does. The rest of the output is dropped, and the
 * command still runs to its end.
 */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
