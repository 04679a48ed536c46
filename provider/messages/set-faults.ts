import { isUnknown } from "../pulumi/unknowns";
import { withoutNulls } from "./declaration";
import { argumentFaults, type Fault, knownOf, markerFaults, payloadFaults, placeFaults } from "./faults";
import { limits } from "./limits";
import { type FileReader, isAsset } from "./payload";
import { defaultsNames, defaultsSchema, messageNames, setMessageSchema, setNames, setSchema } from "./set-declaration";
import { topicFaults, topicFaultsInSet } from "./topic";

type Properties = Record<string, unknown>;

/** The way to one message of a set, as in `ignoreChanges`. */
export function messagePath(topic: string): string {
  return `messages[${JSON.stringify(topic)}]`;
}

/** A fault of one message as a fault of its set. */
export function within(topic: string, { path, ...fault }: Fault): Fault {
  return { path: path === "topic" ? messagePath(topic) : `${messagePath(topic)}.${path}`, ...fault };
}

/**
 * Everything that is wrong with the arguments of a RetainedMessageSet. Unknown values pass; nothing is quoted.
 *
 * @param found what is known to be wrong already: an argument at fault may have been taken out
 */
export function faultsOfSet(
  { messages, ...news }: Properties,
  read: FileReader,
  found: readonly Fault[] = [],
): Fault[] {
  const known = knownOf(news);
  const { defaults, ...rest } = known;
  return [
    ...argumentFaults(setSchema, rest, setNames),
    ...found,
    ...(defaults === undefined ? [] : faultsOfDefaults(defaults)),
    ...faultsOfMessages(messages, read, found, news["allowEmpty"] !== undefined && news["allowEmpty"] !== false),
    ...placeFaults(known),
    ...markerFaults(known),
  ];
}

function faultsOfDefaults(defaults: unknown): Fault[] {
  if (!isRecord(defaults)) return [{ path: "defaults", reason: "expected a record of arguments" }];
  return argumentFaults(defaultsSchema, knownOf(defaults), defaultsNames).map(({ path, ...fault }) => ({
    path: `defaults.${path}`,
    ...fault,
  }));
}

function faultsOfMessages(messages: unknown, read: FileReader, found: readonly Fault[], mayBeEmpty: boolean): Fault[] {
  // Known to be no record: what is left of it says nothing.
  if (found.some(({ path }) => path === "messages")) return [];
  if (typeof messages === "string" && isUnknown(messages)) return [];
  if (!isRecord(messages)) return [{ path: "messages", reason: "expected a record of topics and their messages" }];
  const entries = Object.entries(messages);
  const isFound = new Set(found.map(({ path }) => path));
  if (entries.length === 0 && found.length === 0 && !mayBeEmpty) {
    const reason =
      "expected at least one message: an empty set would clear every topic of it. Remove the resource for that, or set `allowEmpty`";
    return [{ path: "messages", reason }];
  }
  if (entries.length > limits.messagesInSet) {
    return [{ path: "messages", reason: `expected at most ${limits.messagesInSet} messages, got ${entries.length}` }];
  }
  return entries.flatMap(([topic, value]) => {
    const path = messagePath(topic);
    if (isFound.has(path)) return [];
    const payloadIsFound = isFound.has(`${path}.payload`) || isFound.has(`${path}.payloadBase64`);
    return faultsOfMessageIn(topic, value, payloadIsFound ? undefined : read).map((fault) => within(topic, fault));
  });
}

/** @param read undefined where the payload is known to be wrong */
function faultsOfMessageIn(topic: string, value: unknown, read: FileReader | undefined): Fault[] {
  if (topic === "__proto__") return topicFaultsInSet(topic).map((reason) => ({ path: "topic", reason }));
  const isUnknownWhole = typeof value === "string" && isUnknown(value);
  const isPayload = (typeof value === "string" && !isUnknownWhole) || isAsset(value);
  if (!isUnknownWhole && !isPayload && !isRecord(value) && read !== undefined) {
    return [{ path: "topic", reason: "expected a message: its text, an asset, or a record of its arguments" }];
  }
  const message = isPayload ? { payload: value } : isRecord(value) ? withoutNulls(value) : {};
  // Most messages are a payload and nothing else, for which the schema has nothing to add.
  const faults = isPayload
    ? topicFaults(topic).map((reason): Fault => ({ path: "topic", reason }))
    : argumentFaults(setMessageSchema, { ...knownOf(message), topic }, messageNames);
  if ("topic" in message) faults.push({ path: "topic", reason: "takes no `topic`: that is its key in the set" });
  return read === undefined || isUnknownWhole ? faults : [...faults, ...payloadFaults(message, read)];
}

export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
