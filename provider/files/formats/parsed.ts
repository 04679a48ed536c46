/** The value of a document, or why it cannot be read. Issues never quote the text, which may contain secrets. */
export type Parsed = { value: unknown } | { issues: string[] };

/** A place in a text, counted from 1 as editors do. */
export function position(line: number, column: number): string {
  return `line ${line}, column ${column}`;
}

/** How deeply lists and records may be nested. A fixed number, so that the size of the call stack does not matter. */
export const MAX_LEVELS = 200;
export const TOO_DEEP = `expected at most ${MAX_LEVELS} levels of nesting`;
