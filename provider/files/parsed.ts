/** A document that was read, or why it cannot be: nothing of its text is quoted. */
export type Parsed = { value: unknown } | { faults: string[] };

/** A place in a text, counted from 1 as editors do. */
export function position(line: number, column: number): string {
  return `line ${line}, column ${column}`;
}
