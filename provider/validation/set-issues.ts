import { limits } from "../messages/limits";
import { type FileReader, isAsset } from "../messages/payload";
import { reasonsAgainstTopic, reasonsAgainstTopicInSet } from "../messages/topic";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { withoutNulls } from "../pulumi/without-nulls";
import { argumentIssues, type Issue, knownValues, markerIssues, payloadIssues, placeIssues } from "./message-issues";
import {
  defaultsArguments,
  defaultsSchema,
  setArguments,
  setMessageArguments,
  setMessageSchema,
  setSchema,
} from "./set-schemas";

/** The way to one message of a set, as in `ignoreChanges`. */
export function messagePath(topic: string): string {
  return `messages[${JSON.stringify(topic)}]`;
}

/** A fault of one message as a fault of its set. */
export function issueWithinSet(topic: string, { path, ...fault }: Issue): Issue {
  return { path: path === "topic" ? messagePath(topic) : `${messagePath(topic)}.${path}`, ...fault };
}

/**
 * Everything that is wrong with the arguments of a RetainedMessageSet. Unknown values pass; nothing is quoted.
 *
 * @param found what is known to be wrong already: an argument at fault may have been taken out
 */
export function issuesInSet(
  { messages, ...news }: PropertyBag,
  read: FileReader,
  found: readonly Issue[] = [],
): Issue[] {
  const known = knownValues(news);
  const { defaults, ...rest } = known;
  return [
    ...argumentIssues(setSchema, rest, setArguments),
    ...found,
    ...(defaults === undefined ? [] : issuesInDefaults(defaults)),
    ...issuesInMessages(messages, read, found, news["allowEmpty"] !== undefined && news["allowEmpty"] !== false),
    ...placeIssues(known),
    ...markerIssues(known),
  ];
}

function issuesInDefaults(defaults: unknown): Issue[] {
  if (!isRecord(defaults)) return [{ path: "defaults", reason: "expected a record of arguments" }];
  return argumentIssues(defaultsSchema, knownValues(defaults), defaultsArguments).map(({ path, ...fault }) => ({
    path: `defaults.${path}`,
    ...fault,
  }));
}

function issuesInMessages(messages: unknown, read: FileReader, found: readonly Issue[], mayBeEmpty: boolean): Issue[] {
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
    return issuesInMessageOfSet(topic, value, payloadIsFound ? undefined : read).map((fault) =>
      issueWithinSet(topic, fault),
    );
  });
}

/** @param read undefined where the payload is known to be wrong */
function issuesInMessageOfSet(topic: string, value: unknown, read: FileReader | undefined): Issue[] {
  if (topic === "__proto__") return reasonsAgainstTopicInSet(topic).map((reason) => ({ path: "topic", reason }));
  const isUnknownWhole = typeof value === "string" && isUnknown(value);
  const isPayload = (typeof value === "string" && !isUnknownWhole) || isAsset(value);
  if (!isUnknownWhole && !isPayload && !isRecord(value) && read !== undefined) {
    return [{ path: "topic", reason: "expected a message: its text, an asset, or a record of its arguments" }];
  }
  const message = isPayload ? { payload: value } : isRecord(value) ? withoutNulls(value) : {};
  // Most messages are a payload and nothing else, for which the schema has nothing to add.
  const faults = isPayload
    ? reasonsAgainstTopic(topic).map((reason): Issue => ({ path: "topic", reason }))
    : argumentIssues(setMessageSchema, { ...knownValues(message), topic }, setMessageArguments);
  if ("topic" in message) faults.push({ path: "topic", reason: "takes no `topic`: that is its key in the set" });
  return read === undefined || isUnknownWhole ? faults : [...faults, ...payloadIssues(message, read)];
}

export function isRecord(value: unknown): value is PropertyBag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
