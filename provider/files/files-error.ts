/** What is wrong with a folder of messages: one line an issue, each beginning with the path of a file. */
export class FilesError extends Error {
  override readonly name = "FilesError";
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    const lines = issues.map(printable);
    super(lines.join("\n"));
    this.issues = lines;
  }
}

/** The code of an error of the file system. */
export function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  // What is no error of the file system is a mistake of this package.
  if (code === undefined) throw error;
  return code;
}

/** Orders texts by their code units, which no locale changes. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The name of a file may begin a new line, or tell a terminal what to do. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
