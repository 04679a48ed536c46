import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import type { TopicDeclaration } from "./declarations";
import { isRecord } from "./is-record";

/** What a RetainedMessage declares about its topic, if that is known. A marker that is unknown counts as one. */
export function declarationOfMessage(
  { topic, marker }: PropertyBag,
  secrets: readonly string[] = [],
): TopicDeclaration {
  return {
    topics: typeof topic === "string" && !isUnknown(topic) ? [[topic, marker !== false]] : [],
    exclusive: [],
    isSet: false,
    isSecret: secrets.includes("topic"),
  };
}

/** What a set declares about its topics, as far as that is known. A marker that is unknown counts as one. */
export function declarationOfSet(
  { messages, marker, exclusive }: PropertyBag,
  secrets: readonly string[] = [],
): TopicDeclaration {
  const entries = isRecord(messages) ? Object.entries(messages) : [];
  const prefixes: unknown[] = Array.isArray(exclusive) ? exclusive : [];
  return {
    topics: entries.map(([topic, message]) => [topic, isMarked(message, marker)]),
    exclusive: prefixes.filter((prefix): prefix is string => typeof prefix === "string" && !isUnknown(prefix)),
    isSet: true,
    isSecret: secrets.includes("messages"),
  };
}

function isMarked(message: unknown, markerOfSet: unknown): boolean {
  const own = isRecord(message) ? message["marker"] : undefined;
  return (own ?? markerOfSet) !== false;
}
