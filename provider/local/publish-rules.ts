import { limits } from "../messages/limits";
import type { Message } from "../messages/message";
import { reasonsAgainstTopic, reasonsAgainstTopicName } from "../messages/topic";
import { bytesOf } from "../messages/user-properties";

/** Why AWS IoT Core would reject a publish, over HTTP and MQTT alike. */
export interface Rejection {
  about: "topic" | "payload" | "property" | "access" | "rate" | "failure";
  message: string;
}

/**
 * Why AWS IoT Core would reject a message; undefined for a valid one.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function rejectionOf(message: Message, retain: boolean): Rejection | undefined {
  const [topicIssue] = issuesInTopic(message.topic, retain);
  if (topicIssue !== undefined) return { about: "topic", message: `topic ${topicIssue}` };
  const [responseIssue] = message.responseTopic === undefined ? [] : issuesInResponseTopic(message.responseTopic);
  if (responseIssue !== undefined) return { about: "topic", message: `responseTopic ${responseIssue}` };
  if (message.payload.length > limits.payloadBytes) {
    return { about: "payload", message: over("payload", limits.payloadBytes, message.payload.length) };
  }
  return propertyRejection(message);
}

/**
 * The message expiry interval in seconds that AWS uses for a requested one: it clamps to 1 second and 7 days, without an
 * error.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html (message expiry)
 */
export function clampExpiry(seconds: number): number {
  return Math.min(Math.max(seconds, 1), limits.messageExpirySeconds);
}

/** A reserved topic rejects only the RETAIN flag. All other rules of topics apply to it as well. */
function issuesInTopic(topic: string, retain: boolean): string[] {
  return reasonsAgainstTopic(retain ? topic : topic.replace(/^\$/, "_"));
}

function issuesInResponseTopic(topic: string): string[] {
  return topic === "" ? ["must not be empty"] : reasonsAgainstTopicName(topic);
}

function propertyRejection({ contentType, correlationData, userProperties }: Message): Rejection | undefined {
  // [MQTT-1.5.4-2]
  if (contentType?.includes("\0"))
    return { about: "property", message: "contentType must not contain the character NUL" };
  if (userProperties.some(([key, value]) => key.includes("\0") || value.includes("\0"))) {
    return { about: "property", message: "userProperties must not contain the character NUL" };
  }
  const sizes: [string, number, number][] = [
    ["contentType", limits.contentTypeBytes, Buffer.byteLength(contentType ?? "")],
    ["correlationData", limits.correlationDataBytes, Buffer.from(correlationData ?? "", "base64").length],
    ["userProperties", limits.userPropertiesBytes, bytesOf(userProperties)],
  ];
  const tooLarge = sizes.find(([, limit, size]) => size > limit);
  return tooLarge && { about: "property", message: over(...tooLarge) };
}

function over(what: string, limit: number, size: number): string {
  return `${what} must be at most ${limit} bytes, got ${size}`;
}
