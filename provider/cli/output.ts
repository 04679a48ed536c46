/**
 * Characters that change what a terminal shows: C0 and C1 controls, line and paragraph separators, and those that turn
 * the direction of writing. A topic may hold any of them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text on one line, with `\u001b` and the like for characters that change what a terminal shows. */
export function escaped(text: string): string {
  return text.replace(controls, coded);
}

/** Writes a line. */
export function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a value as JSON, which a terminal may show as well. */
export function json(value: unknown): void {
  const text = JSON.stringify(value, null, 2);
  line(text.replace(controls, (character) => (character === "\n" ? character : coded(character))));
}

/** Tells the user something that is no part of the output. */
export function note(text: string): void {
  process.stderr.write(`${escaped(text)}\n`);
}

/** Lets `| head` end the reading: the rest of the output is dropped, and the command goes on to its end. */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

function coded(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
