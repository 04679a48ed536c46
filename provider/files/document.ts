import { parseJson } from "./json";
import { MAX_LEVELS, type Parsed, TOO_DEEP } from "./parsed";
import { parseYaml } from "./yaml";

/** A text that holds a value of JSON. */
export type Format = "json" | "yaml";

/** Bytes of a file in JSON or YAML: with comments and indentation it may be longer than what is published of it. */
export const MAX_SOURCE_BYTES = 1_048_576;

/** The format that a file's name tells. */
export function formatOf(file: string): Format | undefined {
  if (/\.json$/i.test(file)) return "json";
  return /\.ya?ml$/i.test(file) ? "yaml" : undefined;
}

/** Parses a file's text; a byte order mark in front of it is no part of it. */
export function parseDocument(text: string, format: Format): Parsed {
  const plain = text.replace(/^\ufeff/, "");
  try {
    const parsed = format === "json" ? parseJson(plain) : parseYaml(plain);
    return "issues" in parsed || isWithin(parsed.value, MAX_LEVELS) ? parsed : { issues: [TOO_DEEP] };
  } catch (error) {
    // Of the stack: it holds many more levels than are allowed.
    if (error instanceof RangeError) return { issues: [TOO_DEEP] };
    throw error;
  }
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => isWithin(item, levels - 1));
}
