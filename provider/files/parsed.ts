/** A document that was read, or why it cannot be: nothing of its text is quoted. */
export type Parsed = { value: unknown } | { issues: string[] };

/** A place in a text, counted from 1 as editors do. */
export function position(line: number, column: number): string {
  return `line ${line}, column ${column}`;
}

/** Levels of lists and records in one another: a fixed number, so that the stack never decides. */
export const MAX_LEVELS = 200;
export const TOO_DEEP = `expected at most ${MAX_LEVELS} levels of nesting`;
