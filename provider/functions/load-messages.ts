import { isPromise } from "node:util/types";
import * as pulumi from "@pulumi/pulumi";
import { FilesError } from "../files/files-error";
import type { FolderOptions } from "../files/folder-options";
import type { FileMessage } from "../files/read-messages";
import { reasonsAgainstTopicInSet } from "../messages/topic";
import type { SetMessageArgs } from "../resources/retained-message-set-args";
import { runError } from "../resources/run-error";

/** A message that `map` has changed; `topic` moves it to another one. */
export interface MappedMessage extends SetMessageArgs {
  topic?: string;
}

/** The options of {@link loadMessages}: those of `retained.yaml`, over which they are laid, and `map`. */
export interface LoadMessagesOptions extends FolderOptions {
  /**
   * Changes a message, moves it to another `topic`, or leaves it out by returning undefined. It may add outputs, such as
   * secrets. Schemas are checked before.
   *
   * @example (topic, message) => ({ ...message, topic: `${pulumi.getStack()}/${topic}` })
   */
  readonly map?: (topic: string, message: SetMessageArgs) => MappedMessage | undefined;
}

/**
 * The messages of a folder, whose files are topics: `site-a/line-1/settings.json` is the message of the topic
 * `site-a/line-1/settings`. JSON and YAML files are published as canonical JSON (RFC 8785), `.txt` files as they stand;
 * these extensions are no part of the topic. Files with any other name are published byte for byte, under their whole
 * name. Dot files and what editors leave behind are ignored.
 *
 * `retained.yaml` in the folder may give a prefix, arguments, and JSON Schemas that are checked here, in preview.
 *
 * @param directory relative to the working directory of the program, which Pulumi sets to the folder of the project
 * @throws RunError with every file that is no message, and why: its syntax (line and column), its schema (JSON pointer),
 * its topic, its size (128 KB as published, 1 MB of JSON or YAML before), two files for one topic, or a symbolic link that
 * leaves the folder
 * @example
 * new RetainedMessageSet("defaults", { messages: loadMessages("defaults"), exclusive: ["acme"] });
 */
export function loadMessages(directory: string, options: LoadMessagesOptions = {}): Record<string, SetMessageArgs> {
  const { map, ...ofFolder } = options;
  const found = [...readFolder(directory, ofFolder)].map(([topic, { file, message }]) => {
    return { topic, file, message: message as SetMessageArgs };
  });
  return Object.fromEntries(
    map === undefined ? found.map(({ topic, message }) => [topic, message]) : mapMessages(directory, found, map),
  );
}

interface LoadedMessage {
  topic: string;
  file: string;
  message: SetMessageArgs;
}

function mapMessages(
  directory: string,
  found: readonly LoadedMessage[],
  map: NonNullable<LoadMessagesOptions["map"]>,
): ReadonlyMap<string, SetMessageArgs> {
  const files = new Map<string, string>();
  const messages = new Map<string, SetMessageArgs>();
  const faults: string[] = [];
  for (const { topic: read, file, message } of found) {
    // Files share what is said of several of them.
    const result: unknown = map(read, structuredClone(message));
    if (result === undefined) continue;
    if (!isMessage(result)) {
      faults.push(`${file}: expected \`map\` to return a message or undefined`);
      continue;
    }
    const { topic = read, ...rest } = result;
    const earlier = files.get(topic);
    const reasons = earlier === undefined ? reasonsAgainstMappedTopic(topic) : [`has the same topic as ${earlier}`];
    faults.push(...reasons.map((reason) => `${file}: mapped by \`map\`: ${reason}`));
    files.set(topic, earlier ?? file);
    messages.set(topic, rest);
  }
  if (faults.length > 0) throw loadError(directory, new FilesError(faults));
  return messages;
}

function isMessage(value: unknown): value is MappedMessage {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !isPromise(value) &&
    !pulumi.Output.isInstance(value)
  );
}

function reasonsAgainstMappedTopic(topic: unknown): string[] {
  if (typeof topic !== "string") return ["expected a topic that is a string"];
  return reasonsAgainstTopicInSet(topic).map((fault) => `the topic ${fault}`);
}

function readFolder(directory: string, options: FolderOptions): ReadonlyMap<string, FileMessage> {
  // Loaded when a folder is: the parser of YAML takes 50 ms.
  const { readMessages } = require("../files/read-messages") as typeof import("../files/read-messages");
  try {
    return readMessages(directory, options);
  } catch (error) {
    throw error instanceof FilesError ? loadError(directory, error) : error;
  }
}

/** Faults name files in the folder, of which a program may load several. */
function loadError(directory: string, { issues }: FilesError): pulumi.RunError {
  return runError(
    [`the messages of ${directory} cannot be loaded:`, ...issues.map((issue) => `  ${issue}`)].join("\n"),
  );
}
