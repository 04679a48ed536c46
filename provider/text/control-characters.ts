/**
 * Characters that change what a terminal shows: C0 and C1 controls, line and paragraph separators, and those that turn
 * the direction of writing. Topics and the names of files may contain any of them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Writes each character that changes what a terminal shows as `\u001b` and the like, so that the text stays on one line.
 *
 * @param kept a character that stays as it is
 */
export function escapeControls(text: string, kept?: string): string {
  return text.replace(controls, (character) => (character === kept ? character : unicodeEscape(character)));
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
