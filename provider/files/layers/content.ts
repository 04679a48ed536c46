import { limits } from "../../messages/limits";
import { utf8 } from "../../messages/utf8";
import { bytesOf } from "../disk/source";
import { formatOf, MAX_SOURCE_BYTES, parseDocument } from "../formats/document";
import type { LayerFile } from "./layers";

/** What is in a file: a JSON value, bytes that are published as they stand, or why it cannot be read. */
export type Content = { value: unknown } | { bytes: Uint8Array } | { issues: string[] };

/**
 * Reads a file: JSON and YAML as a value, everything else byte for byte.
 *
 * @param asItStands reads the file byte for byte whatever its extension
 */
export function contentOf(found: LayerFile, asItStands: boolean): Content {
  const format = asItStands ? undefined : formatOf(found.file);
  const source = bytesOf(found, format === undefined ? limits.payloadBytes : MAX_SOURCE_BYTES);
  if ("issues" in source) return source;
  const { bytes } = source;
  const text = utf8(bytes);
  if (text === undefined && (format !== undefined || (!asItStands && /\.txt$/i.test(found.file)))) {
    return { issues: ["expected UTF-8; a file with another extension is published byte for byte"] };
  }
  if (format === undefined || bytes.length === 0) return { bytes };
  const parsed = parseDocument(text ?? "", format);
  if ("issues" in parsed) return parsed;
  const { value } = parsed;
  return value === null || value === undefined ? { issues: ["expected a JSON value, got null"] } : { value };
}
