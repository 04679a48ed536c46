import { canonicalJson } from "../messages/digest";
import { limits } from "../messages/limits";
import { type DeclaredPayload, declaredPayload } from "../messages/payload";
import { utf8 } from "../messages/utf8";
import { readAssetFile } from "../validation/asset-file";
import { payloadIssues } from "../validation/message-issues";
import { type Format, formatOf, MAX_SOURCE_BYTES, parseDocument } from "./document";
import { bytesOf } from "./source";
import type { FoundFile } from "./tree";

/** Extensions that decide how a file is read. They are not part of its topic. */
export const EXTENSIONS = /\.(jsonc?|ya?ml|txt)$/i;

/** The payload in a file, or why the file cannot be a payload. */
export type FilePayload = { message: DeclaredPayload } | { issues: string[] };

/** The topic of a file: its path without a known extension, after the prefix. */
export function topicOfFile(file: string, prefix: string | undefined): string {
  const topic = file.replace(EXTENSIONS, "");
  return prefix ? `${prefix.replace(/\/$/, "")}/${topic}` : topic;
}

/**
 * Reads the payload in a file: JSON and YAML as canonical JSON, everything else byte for byte.
 *
 * @param asItStands reads the file byte for byte whatever its extension
 */
export function payloadOf(found: FoundFile, asItStands: boolean): FilePayload {
  const { file } = found;
  const format = asItStands ? undefined : formatOf(file);
  const source = bytesOf(found, format === undefined ? limits.payloadBytes : MAX_SOURCE_BYTES);
  if ("issues" in source) return source;
  const { bytes } = source;
  const text = utf8(bytes);
  if (text === undefined && (format !== undefined || (!asItStands && /\.txt$/i.test(file)))) {
    return { issues: ["expected UTF-8; a file with another extension is published byte for byte"] };
  }
  const read =
    format === undefined || bytes.length === 0 ? { message: declaredPayload(bytes) } : document(text ?? "", format);
  if ("issues" in read) return read;
  const issues = payloadIssues({ ...read.message }, readAssetFile);
  return issues.length === 0 ? read : { issues: issues.map(({ reason }) => reason) };
}

function document(text: string, format: Format): FilePayload {
  const parsed = parseDocument(text, format);
  if ("issues" in parsed) return parsed;
  if (parsed.value === null || parsed.value === undefined) return { issues: ["expected a JSON value, got null"] };
  return { message: { payload: canonicalJson(parsed.value) } };
}
