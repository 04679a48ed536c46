import { FilesError } from "../files/files-error";
import type { FolderOptions } from "../files/folder-options";
import { readMessages } from "../files/read-messages";
import type { SetMessageArgs } from "../resources/retained-message-set";
import { runError } from "../resources/run-error";

/** A message that `map` has changed; `topic` moves it to another one. */
export interface MappedMessage extends SetMessageArgs {
  topic?: string;
}

/** The options of {@link loadMessages}: those of `retained.yaml`, over which they are laid, and `map`. */
export interface LoadMessagesOptions extends FolderOptions {
  /**
   * Changes a message, moves it to another `topic`, or leaves it out by returning undefined. Schemas are checked before.
   *
   * @example (topic, message) => ({ ...message, topic: `${pulumi.getStack()}/${topic}` })
   */
  map?: (topic: string, message: SetMessageArgs) => MappedMessage | undefined;
}

/**
 * The messages of a folder, whose files are topics: `site-a/line-1/settings.json` is the message of the topic
 * `site-a/line-1/settings`. JSON and YAML files are published as canonical JSON (RFC 8785), `.txt` files as they stand;
 * these extensions are no part of the topic. Files with any other name are published byte for byte, under their whole
 * name. Dot files and what editors leave behind are ignored.
 *
 * `retained.yaml` in the folder may give a prefix, arguments, and JSON Schemas that are checked here, in preview.
 *
 * @param directory relative to the working directory, which is the program's
 * @throws RunError with every file that is no message, and why: its syntax (line and column), its schema (JSON pointer),
 * its topic, its size, two files for one topic, or a symbolic link that leaves the folder
 * @example
 * new RetainedMessageSet("defaults", { messages: loadMessages("defaults"), exclusive: ["acme"] });
 */
export function loadMessages(directory: string, options: LoadMessagesOptions = {}): Record<string, SetMessageArgs> {
  const { map, ...ofFolder } = options;
  const messages: Record<string, SetMessageArgs> = {};
  const files = new Map<string, string>();
  for (const [read, { file, message }] of readIn(directory, ofFolder)) {
    const mapped = map === undefined ? (message as MappedMessage) : map(read, message as SetMessageArgs);
    if (mapped === undefined) continue;
    const { topic = read, ...rest } = mapped;
    const earlier = files.get(topic);
    if (earlier !== undefined) throw runError(`${directory}: ${earlier} and ${file} are mapped to one topic: ${topic}`);
    files.set(topic, file);
    messages[topic] = rest;
  }
  return messages;
}

function readIn(directory: string, options: FolderOptions) {
  try {
    return readMessages(directory, options);
  } catch (error) {
    throw error instanceof FilesError ? runError(error.message) : error;
  }
}
