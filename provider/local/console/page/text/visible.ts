/** A part of a text: as it stands, or a character that cannot be seen, in the form `\u{202e}`. */
export interface Part {
  text: string;
  isEscape: boolean;
}

/**
 * Characters without a shape, by what a text is. They are controls, formats such as those that turn the direction of writing,
 * separators of lines, and characters that no font has. In a name, they are also spaces at either end or beside another one.
 * With them one topic could pass for another. In many lines, line breaks and tabs stay.
 */
const shapeless = String.raw`[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}`;
const unseen = {
  name: new RegExp(`${shapeless}|^ | (?= |$)`, "u"),
  line: new RegExp(shapeless, "u"),
  lines: new RegExp(String.raw`(?![\n\t])(?:${shapeless})`, "u"),
};

/** What a text is. */
export type TextKind = keyof typeof unseen;

/** More parts than these are not set off from each other, since each is an element. */
const maxParts = 1_000;

/** The parts of a text, with what cannot be seen made visible. */
export function visibleParts(text: string, kind: TextKind): Part[] {
  const pattern = unseen[kind];
  if (!pattern.test(text)) return [{ text, isEscape: false }];
  const parts = text
    .split(new RegExp(`((?:${pattern.source})+)`, "u"))
    .map((part, index) => ({ text: index % 2 === 1 ? escaped(part) : part, isEscape: index % 2 === 1 }))
    .filter((part) => part.text !== "");
  if (parts.length <= maxParts) return parts;
  return [{ text: parts.map((part) => part.text).join(""), isEscape: false }];
}

/** The same of a name, as one text. */
export function visible(name: string): string {
  return visibleParts(name, "name")
    .map((part) => part.text)
    .join("");
}

function escaped(characters: string): string {
  return Array.from(characters, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`).join("");
}
