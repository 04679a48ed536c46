import { type JSONVisitor, printParseErrorCode, stripComments, visit } from "jsonc-parser";
import { hasLoneSurrogate, LONE_SURROGATE } from "../../messages/surrogates";
import { isCarried, NOT_CARRIED } from "./numbers";
import { type Parsed, position } from "./parsed";

/**
 * Parses strict JSON. It refuses two things that the grammar of JSON allows: a repeated key, of which only the last would
 * be published, and a number that would be published as another number.
 *
 * @throws RangeError if the text is nested too deeply for the call stack
 */
export function parseJson(text: string): Parsed {
  const issues = inspect(text);
  try {
    // The parser of Node decides whether the text is JSON; the inspection only knows the places of mistakes.
    const value: unknown = JSON.parse(text);
    return issues.length > 0 ? { issues } : { value };
  } catch (error) {
    return { issues: [issues[0] ?? `${placeIn(error)}expected JSON`] };
  }
}

/** Parses JSON with comments. In all else it is as strict as {@link parseJson}. */
export function parseJsonc(text: string): Parsed {
  // Blanks in their place leave every other place as it was.
  return parseJson(stripComments(text, " "));
}

function inspect(text: string): string[] {
  const issues: string[] = [];
  const keys: Set<string>[] = [];
  const at = (line: number, column: number) => position(line + 1, column + 1);
  const visitor: JSONVisitor = {
    onObjectBegin: () => {
      keys.push(new Set());
    },
    onObjectEnd: () => {
      keys.pop();
    },
    onObjectProperty: (name, _offset, _length, line, column) => {
      const seen = keys.at(-1);
      if (seen?.has(name)) issues.push(`${at(line, column)}: the same key as before`);
      seen?.add(name);
      if (hasLoneSurrogate(name)) issues.push(`${at(line, column)}: ${LONE_SURROGATE}`);
    },
    onLiteralValue: (value, offset, length, line, column) => {
      if (typeof value === "string" && hasLoneSurrogate(value)) issues.push(`${at(line, column)}: ${LONE_SURROGATE}`);
      if (typeof value === "number" && !isCarried(text.slice(offset, offset + length))) {
        issues.push(`${at(line, column)}: ${NOT_CARRIED}`);
      }
    },
    onError: (code, _offset, _length, line, column) => {
      issues.push(`${at(line, column)}: ${words(printParseErrorCode(code))}`);
    },
  };
  visit(text, visitor, { disallowComments: true });
  return issues;
}

/** The place in an error of Node's parser. The rest of its message is dropped, because it quotes the text. */
function placeIn(error: unknown): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec((error as Error).message) ?? [];
  return line === undefined ? "" : `${position(Number(line), Number(column))}: `;
}

/** `CommaExpected` as "comma expected". */
function words(code: string): string {
  return code.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
