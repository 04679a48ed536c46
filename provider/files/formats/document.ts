import { parseJson, parseJsonc } from "./json";
import { MAX_LEVELS, type Parsed, TOO_DEEP } from "./parsed";
import { parseYaml } from "./yaml";

/** The language of a file that contains a JSON value. */
export type Format = keyof typeof parsers;

/** Bytes of a JSON or YAML file. It may be longer than a payload, since its comments and indentation are not published. */
export const MAX_SOURCE_BYTES = 1_048_576;

const parsers = { json: parseJson, jsonc: parseJsonc, yaml: parseYaml };

/** The format of a file by its extension; undefined for any other file. */
export function formatOf(file: string): Format | undefined {
  const [, extension] = /\.(jsonc?|ya?ml)$/i.exec(file) ?? [];
  return extension?.toLowerCase().replace("yml", "yaml") as Format | undefined;
}

/** Parses the text of a file. A byte order mark at its beginning is ignored. */
export function parseDocument(text: string, format: Format): Parsed {
  const plain = text.replace(/^\ufeff/, "");
  try {
    const parsed = parsers[format](plain);
    return "issues" in parsed || isWithin(parsed.value, MAX_LEVELS) ? parsed : { issues: [TOO_DEEP] };
  } catch (error) {
    // The call stack has overflowed, which takes many more levels than are allowed.
    if (error instanceof RangeError) return { issues: [TOO_DEEP] };
    throw error;
  }
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => isWithin(item, levels - 1));
}
