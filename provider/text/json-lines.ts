import { createScanner } from "jsonc-parser";

export type TokenKind = "key" | "string" | "number" | "literal" | "mark";

export interface Token {
  kind: TokenKind;
  text: string;
}

export interface JsonLine {
  depth: number;
  tokens: Token[];
}

/** Deeper levels are not moved to the right any more. Otherwise 128 KB of brackets would become gigabytes of space. */
const maxDepth = 32;

/**
 * JSON in lines; undefined for any other text. The tokens are those of the text, since a value that is parsed and written
 * again loses digits of numbers, keys that repeat, and the order of keys.
 */
export function jsonLines(text: string): JsonLine[] | undefined {
  if (!isJson(text)) return undefined;
  const tokens = tokensOf(text);
  const lines: JsonLine[] = [];
  let depth = 0;
  let line: Token[] = [];
  const breakLine = (by = 0) => {
    lines.push({ depth: Math.min(depth, maxDepth), tokens: line });
    depth += by;
    line = [];
  };
  // Brackets with nothing between them stay in one line.
  tokens.forEach((token, index) => {
    if (isClose(token) && !isOpen(tokens[index - 1])) breakLine(-1);
    line.push(isMark(token, ":") ? { ...token, text: ": " } : token);
    if (isOpen(token) && !isClose(tokens[index + 1])) breakLine(1);
    if (isMark(token, ",")) breakLine();
  });
  breakLine();
  return lines;
}

/** A line as text, with its indentation. */
export function lineText({ depth, tokens }: JsonLine): string {
  return "  ".repeat(depth) + tokens.map(({ text }) => text).join("");
}

function tokensOf(text: string): Token[] {
  const scanner = createScanner(text, true);
  const tokens: Token[] = [];
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    const token = text.slice(offset, offset + scanner.getTokenLength());
    const last = tokens.at(-1);
    if (token === "") return tokens;
    if (token === ":" && last !== undefined) last.kind = "key";
    tokens.push({ kind: kindOf(token), text: token });
  }
}

function kindOf(token: string): TokenKind {
  if (token.startsWith('"')) return "string";
  if (/^[-\d]/.test(token)) return "number";
  return /^[tfn]/.test(token) ? "literal" : "mark";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isOpen(token: Token | undefined): boolean {
  return isMark(token, "{") || isMark(token, "[");
}

function isClose(token: Token | undefined): boolean {
  return isMark(token, "}") || isMark(token, "]");
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === "mark" && token.text === text;
}
