import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { canonicalJson, utf8 } from "../messages/digest";
import type { LiveMessage } from "../messages/message";
import { withoutMarker } from "../messages/ownership";
import { fromPairs } from "../messages/user-properties";
import { parseDocument } from "./document";
import { FileNames } from "./file-names";
import { byCodeUnit, FilesError } from "./files-error";
import { type FileArguments, OPTIONS_FILE } from "./folder-options";

/** What was written. */
export interface Written {
  /** Files of messages. */
  files: number;
  /** How many of them have another name than their topic, which `retained.yaml` tells. */
  mapped: number;
}

/** A message as a file: its extension, and what is in it. */
interface Form {
  extension: string;
  content: string | Uint8Array;
}

/**
 * Writes messages as files that `readMessages` reads back to the same bytes, qos and user properties; markers are left
 * out.
 *
 * @param directory is made; it must not exist yet, or be empty
 * @throws FilesError where it holds something
 */
export function writeMessages(directory: string, messages: readonly LiveMessage[]): Written {
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0) throw new FilesError([`${directory}: expected an empty folder`]);
  const sorted = [...messages].sort((a, b) => byCodeUnit(a.topic, b.topic));
  const names = new FileNames();
  const forms = sorted.map((message) => ({ message, form: formOf(message.payload) }));
  const files = forms.map(({ message: { topic }, form }) => names.take(topic, form.extension));
  const overrides: Record<string, FileArguments> = {};
  const topics: Record<string, string> = {};
  forms.forEach(({ message, form }, i) => {
    const file = files[i] ?? names.substitute();
    if (files[i] === undefined) topics[file] = message.topic;
    // What is told by `topics` is read as it stands.
    write(join(directory, file), files[i] === undefined ? message.payload : form.content);
    const said = argumentsOf(message);
    if (Object.keys(said).length > 0) overrides[file] = said;
  });
  const options = Object.fromEntries(
    Object.entries({ topics, overrides }).filter(([, value]) => Object.keys(value).length > 0),
  );
  if (Object.keys(options).length > 0) write(join(directory, OPTIONS_FILE), stringify(options));
  return { files: sorted.length, mapped: Object.keys(topics).length };
}

function formOf(payload: Uint8Array): Form {
  const text = utf8(payload);
  if (text === undefined) return { extension: "", content: payload };
  const parsed = /^[[{"\d\-tf]/.test(text) ? parseDocument(text, "json") : undefined;
  if (parsed !== undefined && "value" in parsed && isCanonical(text, parsed.value)) {
    return { extension: ".json", content: isShallow(parsed.value) ? pretty(parsed.value) : text };
  }
  return { extension: ".txt", content: payload };
}

/** Whether the text is what would be published of the value. */
function isCanonical(text: string, value: unknown): boolean {
  try {
    return canonicalJson(value) === text;
  } catch {
    return false;
  }
}

/** Levels up to which JSON is indented: beyond, it would be mostly spaces. */
const SHALLOW = 32;

function isShallow(value: unknown, levels = SHALLOW): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => isShallow(item, levels - 1));
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function argumentsOf({ qos, userProperties }: LiveMessage): FileArguments {
  const own = fromPairs(withoutMarker(userProperties), undefined);
  return { ...(qos === 1 ? {} : { qos }), ...(own === undefined ? {} : { userProperties: own }) };
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { flag: "wx" });
}
