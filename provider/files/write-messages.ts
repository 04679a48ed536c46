import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { LiveMessage } from "../messages/message";
import { utf8 } from "../messages/utf8";
import { declaredProperties } from "../messages/version";
import { byCodeUnit } from "../text/order";
import { codeOf, FilesError } from "./disk/files-error";
import { FileNames } from "./file-names";
import { canonicalValue } from "./formats/canonical-value";
import { MAX_SOURCE_BYTES } from "./formats/document";
import { type FileArguments, OPTIONS_FILE } from "./options/folder-options";

/** A message to be written as a file. */
export interface WritableMessage {
  topic: string;
  payload: Uint8Array;
  /** Its arguments, without those that have their defaults. */
  arguments: FileArguments;
}

/** A live message as a program would publish it. The marker is no part of it. */
export function writableMessage({ topic, payload, qos, userProperties }: LiveMessage): WritableMessage {
  const args = { ...(qos === 1 ? {} : { qos }), ...declaredProperties({ payload, userProperties }) };
  return { topic, payload, arguments: args };
}

/** How many files were written. */
export interface WrittenFiles {
  /** Files that contain messages. */
  files: number;
  /** How many of these are not named after their topic. `retained.yaml` lists their topics. */
  mapped: number;
}

/** The form of a message as a file. */
interface Form {
  extension: string;
  content: string | Uint8Array;
}

/**
 * Writes messages as files. `readMessages` reads them back to the same bytes and arguments.
 *
 * @param directory is made if it does not exist; otherwise it must be empty
 * @param onFile called after each file
 * @throws FilesError if the folder is not empty or cannot be written to; files that are written by then stay
 */
export function writeMessages(
  directory: string,
  messages: readonly WritableMessage[],
  onFile: () => void = () => {},
): WrittenFiles {
  makeFolder(directory);
  const sorted = [...messages].sort((a, b) => byCodeUnit(a.topic, b.topic));
  const names = new FileNames();
  const overrides: Record<string, FileArguments> = {};
  const topics: Record<string, string> = {};
  for (const message of sorted) {
    const { extension, content } = formOf(message.payload);
    const own = names.reserve(message.topic, extension);
    const file = own ?? names.substitute();
    if (own === undefined) topics[file] = message.topic;
    // A file that `topics` lists is read byte for byte.
    write(directory, file, own === undefined ? message.payload : content);
    onFile();
    if (Object.keys(message.arguments).length > 0) overrides[file] = message.arguments;
  }
  const options = Object.fromEntries(
    Object.entries({ topics, overrides }).filter(([, value]) => Object.keys(value).length > 0),
  );
  if (Object.keys(options).length > 0)
    write(directory, OPTIONS_FILE, stringify(options, { lineWidth: 0, aliasDuplicateObjects: false }));
  return { files: sorted.length, mapped: Object.keys(topics).length };
}

function makeFolder(directory: string): void {
  let isEmpty: boolean;
  try {
    mkdirSync(directory, { recursive: true });
    isEmpty = readdirSync(directory).length === 0;
  } catch (error) {
    throw new FilesError([`${directory}: cannot be made (${codeOf(error)})`]);
  }
  if (!isEmpty) throw new FilesError([`${directory}: expected an empty folder`]);
}

function formOf(payload: Uint8Array): Form {
  const text = utf8(payload);
  if (text === undefined) return { extension: "", content: payload };
  const json = canonicalValue(text);
  if (json !== undefined) return { extension: ".json", content: readableForm(text, json.value) };
  return { extension: ".txt", content: payload };
}

/** Indented JSON, unless indentation makes the file too large to be read again, as with deeply nested JSON. */
function readableForm(canonical: string, value: unknown): string {
  const indented = `${JSON.stringify(value, undefined, 2)}\n`;
  return Buffer.byteLength(indented) > MAX_SOURCE_BYTES ? canonical : indented;
}

function write(directory: string, file: string, content: string | Uint8Array): void {
  const path = join(directory, file);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: "wx" });
  } catch (error) {
    throw new FilesError([`${file}: cannot be written (${codeOf(error)})`]);
  }
}
