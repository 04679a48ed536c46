/** A part of a text: as it stands, or a character that cannot be seen, in the form `\u{202e}`. */
export interface Part {
  text: string;
  isEscape: boolean;
}

/**
 * Characters without a shape: controls, formats such as those that turn the direction of writing, separators of lines,
 * characters that no font has, and spaces at either end or beside another one. With them one topic could pass for another.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}|^ | (?= |$)/u;
const unseenExceptLayout = /(?![\n\t])(?:[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs})/u;

/** More parts than these are not set off from each other, since each is an element. */
const maxParts = 1_000;

/** The parts of a text, with what cannot be seen made visible. With `keepLayout`, line breaks and tabs stay. */
export function visibleParts(text: string, keepLayout = false): Part[] {
  const pattern = keepLayout ? unseenExceptLayout : unseen;
  if (!pattern.test(text)) return [{ text, isEscape: false }];
  const parts = text
    .split(new RegExp(`((?:${pattern.source})+)`, "u"))
    .map((part, index) => ({ text: index % 2 === 1 ? escaped(part) : part, isEscape: index % 2 === 1 }))
    .filter((part) => part.text !== "");
  if (parts.length <= maxParts) return parts;
  return [{ text: parts.map((part) => part.text).join(""), isEscape: false }];
}

/** The same as one text. */
export function visible(text: string): string {
  return visibleParts(text)
    .map((part) => part.text)
    .join("");
}

function escaped(characters: string): string {
  return Array.from(characters, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`).join("");
}
