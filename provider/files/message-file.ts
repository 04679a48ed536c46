import { readFileSync } from "node:fs";
import { canonicalJson, utf8 } from "../messages/digest";
import { limits } from "../messages/limits";
import { type DeclaredPayload, declaredPayload } from "../messages/payload";
import { payloadIssues } from "../validation/message-issues";
import { type Format, formatOf, MOST_SOURCE_BYTES, parseDocument } from "./document";
import { bytesOf } from "./source";
import type { FoundFile } from "./tree";

/** Extensions that say how a file is read, and are no part of its topic. */
export const EXTENSIONS = /\.(json|ya?ml|txt)$/i;

/** The payload of a file, or why it cannot be one. */
export type FilePayload = { message: DeclaredPayload } | { faults: string[] };

/** The topic of a file. */
export function topicOf(file: string, prefix: string | undefined): string {
  const topic = file.replace(EXTENSIONS, "");
  return prefix ? `${prefix.replace(/\/$/, "")}/${topic}` : topic;
}

/**
 * What a file publishes: JSON and YAML as canonical JSON, everything else as it stands.
 *
 * @param asItStands whatever its extension says
 */
export function payloadOf(found: FoundFile, asItStands: boolean): FilePayload {
  const { file } = found;
  const format = asItStands ? undefined : formatOf(file);
  const source = bytesOf(found, format === undefined ? limits.payloadBytes : MOST_SOURCE_BYTES);
  if ("faults" in source) return source;
  const { bytes } = source;
  const text = utf8(bytes);
  if (text === undefined && (format !== undefined || (!asItStands && /\.txt$/i.test(file)))) {
    return { faults: ["expected UTF-8; a file with another extension is published byte for byte"] };
  }
  const read =
    format === undefined || bytes.length === 0 ? { message: declaredPayload(bytes) } : document(text ?? "", format);
  if ("faults" in read) return read;
  const faults = payloadIssues({ ...read.message }, readFileSync);
  return faults.length === 0 ? read : { faults: faults.map(({ reason }) => reason) };
}

function document(text: string, format: Format): FilePayload {
  const parsed = parseDocument(text, format);
  if ("faults" in parsed) return parsed;
  if (parsed.value === null || parsed.value === undefined) return { faults: ["expected a JSON value, got null"] };
  return { message: { payload: canonicalJson(parsed.value) } };
}
