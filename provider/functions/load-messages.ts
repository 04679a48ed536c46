import { isPromise } from "node:util/types";
import * as pulumi from "@pulumi/pulumi";
import type { FolderOptions } from "../files/options/folder-options";
import { loadError, readFolder } from "../invokes/folder";
import { reasonsAgainstTopicInSet } from "../messages/topic";
import { loadedMessages } from "../resources/loaded-messages";
import type { Payload } from "../resources/payload";
import type { SetMessageArgs, SetMessageProperties } from "../resources/retained-message-set-args";
import { orRunError, runError } from "../resources/run-error";

/**
 * A message as `map` returns it. If it has a `payload` beside the `payloadBase64` of a binary file, preview refuses it: set
 * the other one to undefined.
 */
export interface MappedMessage extends SetMessageProperties {
  /** What devices receive, as in a {@link RetainedMessage}. @default none: `payloadBase64` is needed */
  payload?: Payload | undefined;
  /** The payload as base64. It takes the place of `payload`. @default none: `payload` is needed */
  payloadBase64?: pulumi.Input<string> | undefined;
  /** Another topic for the message. @default the topic that `map` was called with */
  topic?: string;
}

/** The options of {@link loadMessages}: `map`, and those of `retained.yaml`, over which they are merged. */
export interface LoadMessagesOptions extends FolderOptions {
  /**
   * Changes a message, moves it to another `topic`, or returns undefined to leave it out. It may add outputs, such as
   * secrets. Schemas are checked before it is called.
   *
   * @default every message as it was read
   * @example (topic, message) => ({ ...message, topic: `${pulumi.getStack()}/${topic}` })
   */
  readonly map?: (topic: string, message: SetMessageArgs) => MappedMessage | undefined;
}

/**
 * The messages of a folder. The path of each file is a topic: `site-a/line-1/settings.json` is the message of the topic
 * `site-a/line-1/settings`.
 *
 * JSON and YAML files are published as canonical JSON (RFC 8785), and `.txt` files as they stand. `.jsonc` is JSON with
 * comments. These extensions are no part of the topic. Any other file is published byte for byte, under its whole name. Dot
 * files and backups of editors are ignored.
 *
 * The file `retained.yaml` in the folder may give a prefix, arguments, JSON Schemas, and bases that files inherit. They are
 * checked in preview.
 *
 * Several folders are layers, each laid over those before it. A JSON or YAML file is a JSON Merge Patch (RFC 7396) over one
 * of the same topic below, and any other file replaces it.
 *
 * @param directory one folder or several, the lowest first, relative to the working directory of the program, which Pulumi
 * sets to the folder of the project
 * @param options as in `retained.yaml`, and `map`
 * @returns messages by topic, for the argument `messages` of a RetainedMessageSet
 * @throws RunError with every file that is no message, and why: its syntax (line and column), its schema (JSON pointer),
 * its topic, its size (128 KB as published, 1 MB of JSON or YAML before), two files for one topic, or a symbolic link that
 * leaves the folder
 * @example
 * ```ts
 * import { loadMessages, RetainedMessageSet } from "pulumi-iot-retained";
 *
 * new RetainedMessageSet("defaults", { messages: loadMessages("defaults"), exclusive: ["acme"] });
 * ```
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { loadMessages, RetainedMessageSet } from "pulumi-iot-retained";
 *
 * // The defaults of all environments, and over them what this one has of its own.
 * const layers = ["defaults", `environments/${pulumi.getStack()}`];
 * new RetainedMessageSet("defaults", { messages: loadMessages(layers) });
 * ```
 */
export function loadMessages(
  directory: string | readonly string[],
  options: LoadMessagesOptions = {},
): Record<string, SetMessageArgs> {
  const { map, ...ofFolder } = options;
  const { messages, warnings } = orRunError(() => readFolder(directory, ofFolder));
  for (const warning of warnings) void pulumi.log.warn(warning);
  const found = [...messages].map(([topic, { file, message }]) => {
    return { topic, file, message: message as unknown as SetMessageArgs };
  });
  if (map !== undefined) return Object.fromEntries(mapMessages(directory, found, map));
  const entries = found.map(({ topic, message }): [string, SetMessageArgs] => [topic, message]);
  loadedMessages().note(entries);
  return Object.fromEntries(entries);
}

interface LoadedMessage {
  topic: string;
  file: string;
  message: SetMessageArgs;
}

function mapMessages(
  directory: string | readonly string[],
  found: readonly LoadedMessage[],
  map: NonNullable<LoadMessagesOptions["map"]>,
): ReadonlyMap<string, SetMessageArgs> {
  const files = new Map<string, string>();
  const messages = new Map<string, SetMessageArgs>();
  const loaded: [topic: string, message: SetMessageArgs][] = [];
  const moved: string[] = [];
  const issues: string[] = [];
  for (const { topic: read, file, message } of found) {
    // Files share the arguments that options give to several of them.
    const result: unknown = map(read, structuredClone(message));
    if (result === undefined) {
      loaded.push([read, message]);
      continue;
    }
    if (!isMessage(result)) {
      issues.push(`${file}: expected \`map\` to return a message or undefined`);
      continue;
    }
    const { topic = read, ...rest } = result;
    const earlier = files.get(topic);
    const reasons = earlier === undefined ? reasonsAgainstMappedTopic(topic) : [`has the same topic as ${earlier}`];
    issues.push(...reasons.map((reason) => `${file}: mapped by \`map\`: ${reason}`));
    files.set(topic, earlier ?? file);
    // A message with two payloads, or with none, is refused in preview.
    messages.set(topic, rest as SetMessageArgs);
    loaded.push([read, message]);
    if (topic !== read) moved.push(topic);
  }
  if (issues.length > 0) throw runError(loadError(directory, issues).message);
  loadedMessages().note(loaded, moved);
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
  return reasonsAgainstTopicInSet(topic).map((reason) => `the topic ${reason}`);
}
