import { escapeControls } from "../../text/control-characters";

/** Everything that is wrong with a folder of messages: one line for each issue, which begins with the path of a file. */
export class FilesError extends Error {
  override readonly name = "FilesError";
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    // The name of a file may contain a line break.
    const lines = issues.map((issue) => escapeControls(issue));
    super(lines.join("\n"));
    this.issues = lines;
  }
}

/**
 * The code of an error of the file system, such as `ENOENT`.
 *
 * @throws any other error, which is a mistake of this package
 */
export function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code;
}
