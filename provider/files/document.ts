import { parseJson } from "./json";
import type { Parsed } from "./parsed";
import { parseYaml } from "./yaml";

/** A text that holds a value of JSON. */
export type Format = "json" | "yaml";

/** The format that a file's name tells. */
export function formatOf(file: string): Format | undefined {
  if (/\.json$/i.test(file)) return "json";
  return /\.ya?ml$/i.test(file) ? "yaml" : undefined;
}

/** Parses a file's text; a byte order mark in front of it is no part of it. */
export function parseDocument(text: string, format: Format): Parsed {
  try {
    const plain = text.replace(/^\ufeff/, "");
    return format === "json" ? parseJson(plain) : parseYaml(plain);
  } catch (error) {
    if (error instanceof RangeError) return { faults: ["is nested too deep"] };
    throw error;
  }
}
