import { type JSONVisitor, printParseErrorCode, visit } from "jsonc-parser";
import { isCarried, NOT_CARRIED } from "./numbers";
import { type Parsed, position } from "./parsed";

/**
 * Parses strict JSON. Beyond what its grammar forbids, a repeated key is refused, of which the last would win, and so is
 * a number that would be published as another one.
 *
 * @throws RangeError where it is nested too deep
 */
export function parseJson(text: string): Parsed {
  const issues = inspect(text);
  try {
    // The inspection knows where something is wrong, this one whether it is JSON.
    const value: unknown = JSON.parse(text);
    return issues.length > 0 ? { issues } : { value };
  } catch (error) {
    return { issues: [issues[0] ?? `${placeIn(error)}expected JSON`] };
  }
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
    },
    onLiteralValue: (value, offset, length, line, column) => {
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

/** Where the parser of Node found it, of whose message nothing else is kept: it quotes the text. */
function placeIn(error: unknown): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec((error as Error).message) ?? [];
  return line === undefined ? "" : `${position(Number(line), Number(column))}: `;
}

/** `CommaExpected` as "comma expected". */
function words(code: string): string {
  return code.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
