import { limits } from "../messages/limits";
import { type FileReader, isAsset } from "../messages/payload";
import { reasonsAgainstTopic, reasonsAgainstTopicInSet } from "../messages/topic";
import { messagePath } from "../pulumi/message-path";
import type { PropertyBag } from "../pulumi/property-bag";
import { isReservedKey } from "../pulumi/signatures";
import { isSentinel, isUnknown } from "../pulumi/unknowns";
import { withoutNulls } from "../pulumi/without-nulls";
import { appliedIssues } from "./applied-issues";
import { argumentIssues, knownValues } from "./argument-issues";
import { isRecord } from "./is-record";
import { type Issue, issueWithinSet } from "./issue";
import { markerIssues, payloadIssues, placeIssues, versionIssues } from "./message-issues";
import { defaultsSchema } from "./message-schemas";
import {
  defaultsArguments,
  insideOfSetArguments,
  setArguments,
  setMessageArguments,
  setMessageSchema,
  setSchema,
} from "./set-schemas";

/**
 * Everything that is wrong with the arguments of a RetainedMessageSet. Unknown values pass, and no value is quoted.
 *
 * @param found issues that are known already: an argument that has one may have been taken out
 */
export function issuesInSet(
  { messages, ...news }: PropertyBag,
  read: FileReader,
  found: readonly Issue[] = [],
): Issue[] {
  const { defaults, ...rest } = news;
  const mayBeEmpty = news["allowEmpty"] !== undefined && news["allowEmpty"] !== false;
  return [
    ...argumentIssues(setSchema, knownValues(rest), setArguments, insideOfSetArguments),
    ...found,
    ...(defaults === undefined || isUnknown(defaults) ? [] : issuesInDefaults(defaults)),
    ...issuesInMessages(messages, read, { found, mayBeEmpty, defaults }),
    ...appliedIssues({ ...news, messages }),
    ...placeIssues(news),
    ...markerIssues(news),
  ];
}

function issuesInDefaults(defaults: unknown): Issue[] {
  if (!isRecord(defaults)) return [{ path: "defaults", reason: "expected a record of arguments" }];
  const issues = [
    ...argumentIssues(defaultsSchema, knownValues(defaults), defaultsArguments),
    ...versionIssues(defaults),
  ];
  return issues.map(({ path, ...issue }) => ({
    path: `defaults.${path}`,
    ...issue,
  }));
}

/** What is known of a set when its messages are examined. */
interface SetContext {
  found: readonly Issue[];
  mayBeEmpty: boolean;
  defaults: unknown;
}

function issuesInMessages(messages: unknown, read: FileReader, { found, mayBeEmpty, defaults }: SetContext): Issue[] {
  // The program has said already that it is no record: the value that was sent instead says nothing.
  if (found.some(({ path }) => path === "messages")) return [];
  if (typeof messages === "string" && isUnknown(messages)) return [];
  if (!isRecord(messages)) return [{ path: "messages", reason: "expected a record of topics and their messages" }];
  const entries = Object.entries(messages);
  if (entries.length === 0 && found.length === 0 && !mayBeEmpty) {
    const reason =
      "expected at least one message: an empty set would clear every topic of it. Remove the resource for that, or set `allowEmpty`";
    return [{ path: "messages", reason }];
  }
  if (entries.length > limits.messagesInSet) {
    return [{ path: "messages", reason: `expected at most ${limits.messagesInSet} messages, got ${entries.length}` }];
  }
  const isFound = new Set(found.map(({ path }) => path));
  return entries.flatMap(([topic, value]) => {
    // Nearly always nothing is found, and then no path is made for 100,000 topics.
    const isFoundAt = (argument: string) => isFound.size > 0 && isFound.has(`${messagePath(topic)}${argument}`);
    if (isFoundAt("")) return [];
    const payloadIsFound = isFoundAt(".payload") || isFoundAt(".payloadBase64");
    const issues = issuesInMessageOfSet(topic, value, payloadIsFound ? undefined : read);
    return [...issues, ...versionIssuesInSet(value, defaults)].map((issue) => issueWithinSet(topic, issue));
  });
}

/** What the version of a message meets in the defaults, or the other way round. What meets in the defaults is told there. */
function versionIssuesInSet(value: unknown, defaults: unknown): Issue[] {
  if (!isRecord(value) || isAsset(value)) return [];
  const own = withoutNulls(value);
  if (own["version"] === undefined && own["userProperties"] === undefined) return [];
  return versionIssues({ ...(isRecord(defaults) ? withoutNulls(defaults) : {}), ...own });
}

const JSON_IS_WRITTEN = "a JSON payload is written `{ payload: { rate: 3 } }`";

/** Whether a record was probably meant to be a payload: it names no argument, and nothing like `payload`. */
function isJsonAlone(message: PropertyBag): boolean {
  const names = Object.keys(message);
  return names.length > 0 && !names.some((name) => setMessageArguments.includes(name) || /payload|^topic$/i.test(name));
}

/** @param read undefined if the payload is known to be wrong */
function issuesInMessageOfSet(topic: string, value: unknown, read: FileReader | undefined): Issue[] {
  if (isReservedKey(topic) || isSentinel(topic))
    return reasonsAgainstTopicInSet(topic).map((reason) => ({ path: "topic", reason }));
  const isUnknownWhole = typeof value === "string" && isUnknown(value);
  const isPayload = (typeof value === "string" && !isUnknownWhole) || isAsset(value);
  if (!isUnknownWhole && !isPayload && !isRecord(value) && read !== undefined) {
    const reason = `expected a message: its text, an asset, or a record of its arguments; ${JSON_IS_WRITTEN}`;
    return [{ path: "topic", reason }];
  }
  const message = isPayload ? { payload: value } : isRecord(value) ? withoutNulls(value) : {};
  if (isJsonAlone(message)) {
    return [{ path: "topic", reason: `has no argument of a message; ${JSON_IS_WRITTEN}` }];
  }
  // Most messages are only a payload, and the schema has nothing to say about it.
  const issues = isPayload
    ? reasonsAgainstTopic(topic).map((reason): Issue => ({ path: "topic", reason }))
    : argumentIssues(setMessageSchema, { ...knownValues(message), topic }, setMessageArguments);
  if ("topic" in message) issues.push({ path: "topic", reason: "takes no `topic`: that is its key in the set" });
  return read === undefined || isUnknownWhole ? issues : [...issues, ...payloadIssues(message, read)];
}
