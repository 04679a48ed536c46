/** What is wrong with a folder of messages: one line a fault, each beginning with the path of a file. */
export class FilesError extends Error {
  override readonly name = "FilesError";

  constructor(readonly faults: readonly string[]) {
    super(faults.join("\n"));
  }
}

/** Orders texts by their code units, which no locale changes. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
