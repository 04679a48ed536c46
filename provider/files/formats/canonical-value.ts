import { canonicalJson } from "../../messages/digest";
import { parseDocument } from "./document";

/** The JSON value whose canonical form a text is, as a file could have it; undefined for any other text. */
export function canonicalValue(text: string): { value: unknown } | undefined {
  const parsed = /^[[{"\d\-tf]/.test(text) ? parseDocument(text, "json") : undefined;
  return parsed !== undefined && "value" in parsed && canonicalJson(parsed.value) === text ? parsed : undefined;
}
