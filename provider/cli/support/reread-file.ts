import { readFileSync } from "node:fs";
import { note } from "./output";

/**
 * Reads a file at each call, so that a change of the file takes effect at once. If the file becomes invalid, what was last
 * read stays, and one line says so.
 *
 * @param parse throws an Error of one line if the text cannot be read
 * @throws Error of one line if the file cannot be read now
 */
export function rereading<T>(file: string, parse: (text: string) => T): () => T {
  const read = () => parse(textOf(file));
  let value: T;
  try {
    value = read();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
  let warned = "";
  return () => {
    try {
      value = read();
      warned = "";
    } catch (error) {
      const { message } = error as Error;
      if (message !== warned) note(`${file}: ${message}. What was read before stays in force`);
      warned = message;
    }
    return value;
  };
}

/** @throws Error that does not name the file, as Node's would */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
