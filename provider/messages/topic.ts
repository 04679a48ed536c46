import { limits } from "./limits";
import { hasLoneSurrogate, LONE_SURROGATE } from "./surrogates";

/**
 * Why `topic` cannot carry a retained message on AWS IoT Core: one sentence a fault, none for a good topic.
 * Values are not quoted: a topic may hold a secret part.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/topics.html
 */
export function reasonsAgainstTopic(topic: string): string[] {
  if (topic === "") return ["must not be empty"];
  const faults = reasonsAgainstTopicName(topic);
  const slashes = topic.split("/").length - 1;
  if (slashes > limits.topicSlashes) {
    faults.push(`must have at most ${limits.topicSlashes} slashes, got ${slashes}`);
  }
  // Reserved topics refuse the RETAIN flag [AWS developer guide, MQTT retained messages].
  if (topic.startsWith("$")) faults.push("must not begin with `$`: AWS reserves those topics");
  return faults;
}

/** The same for a topic of a set: a record of messages would lose this one on its way, as JavaScript takes it for no key. */
export function reasonsAgainstTopicInSet(topic: string): string[] {
  return topic === "__proto__" ? ["cannot be in a set: use a RetainedMessage"] : reasonsAgainstTopic(topic);
}

/** The rules a response topic shares with a topic; AWS documents no more for it. */
export function reasonsAgainstTopicName(topic: string): string[] {
  const faults: string[] = [];
  const bytes = Buffer.byteLength(topic, "utf8");
  if (bytes > limits.topicBytes) {
    faults.push(`must be at most ${limits.topicBytes} bytes of UTF-8, got ${bytes}`);
  }
  if (/[+#]/.test(topic)) faults.push("must not contain the wildcards `+` and `#`");
  if (topic.includes("\0")) faults.push("must not contain the character NUL");
  if (hasLoneSurrogate(topic)) faults.push(LONE_SURROGATE);
  return faults;
}

/** Whether a topic is under one of the prefixes. A prefix ends where a level of a topic ends. */
export function isUnderPrefix(topic: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) =>
    prefix.endsWith("/") ? topic.startsWith(prefix) : topic === prefix || topic.startsWith(`${prefix}/`),
  );
}
