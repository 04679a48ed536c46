import { isReservedKey } from "../pulumi/signatures";
import { isSentinel } from "../pulumi/unknowns";
import { limits } from "./limits";
import { reasonAgainstText } from "./reserved";
import { hasLoneSurrogate, LONE_SURROGATE } from "./surrogates";

/**
 * The reasons why `topic` cannot carry a retained message on AWS IoT Core; none for a good topic. The topic is not quoted,
 * since a part of it may be secret.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/topics.html
 */
export function reasonsAgainstTopic(topic: string): string[] {
  if (topic === "") return ["must not be empty"];
  const reasons = reasonsAgainstTopicName(topic);
  const slashes = topic.split("/").length - 1;
  if (slashes > limits.topicSlashes) {
    reasons.push(`must have at most ${limits.topicSlashes} slashes, got ${slashes}`);
  }
  // Reserved topics refuse the RETAIN flag [AWS developer guide, MQTT retained messages].
  if (topic.startsWith("$")) reasons.push("must not begin with `$`: AWS reserves those topics");
  return reasons;
}

/** The same for a topic of a set, where it is the key of an object. */
export function reasonsAgainstTopicInSet(topic: string): string[] {
  if (isSentinel(topic)) return [reasonAgainstText("topic")];
  return isReservedKey(topic) ? ["cannot be in a set: use a RetainedMessage"] : reasonsAgainstTopic(topic);
}

/** The rules that a response topic shares with a topic. AWS documents no others for it. */
export function reasonsAgainstTopicName(topic: string): string[] {
  const reasons: string[] = [];
  const bytes = Buffer.byteLength(topic, "utf8");
  if (bytes > limits.topicBytes) {
    reasons.push(`must be at most ${limits.topicBytes} bytes of UTF-8, got ${bytes}`);
  }
  if (/[+#]/.test(topic)) reasons.push("must not contain the wildcards `+` and `#`");
  if (topic.includes("\0")) reasons.push("must not contain the character NUL");
  if (hasLoneSurrogate(topic)) reasons.push(LONE_SURROGATE);
  return reasons;
}

/** Whether a topic is under one of the prefixes. A prefix ends where a level of a topic ends. */
export function isUnderPrefix(topic: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) =>
    prefix.endsWith("/") ? topic.startsWith(prefix) : topic === prefix || topic.startsWith(`${prefix}/`),
  );
}
