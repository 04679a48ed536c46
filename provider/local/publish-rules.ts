import { limits } from "../messages/limits";
import type { Message } from "../messages/message";
import { reasonsAgainstTopic, reasonsAgainstTopicName } from "../messages/topic";
import { bytesOf } from "../messages/user-properties";

/** Why a publish is refused, over HTTP and MQTT alike. */
export interface Rejection {
  about: "topic" | "payload" | "property";
  message: string;
}

/**
 * Why AWS IoT Core would not take this message; undefined for a good one.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function rejectionOf(message: Message, retain: boolean): Rejection | undefined {
  const [topicFault] = publishFaults(message.topic, retain);
  if (topicFault !== undefined) return { about: "topic", message: `topic ${topicFault}` };
  const [responseFault] = message.responseTopic === undefined ? [] : reasonsAgainstTopicName(message.responseTopic);
  if (responseFault !== undefined) return { about: "topic", message: `responseTopic ${responseFault}` };
  if (message.payload.length > limits.payloadBytes) {
    return { about: "payload", message: over("payload", limits.payloadBytes, message.payload.length) };
  }
  return propertyRejection(message);
}

/**
 * A message expiry interval in seconds as AWS adjusts it: into 1 second to 7 days, without an error.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html (message expiry)
 */
export function clampExpiry(seconds: number): number {
  return Math.min(Math.max(seconds, 1), limits.messageExpirySeconds);
}

/** Reserved topics refuse the RETAIN flag only; all other rules hold for them as well. */
function publishFaults(topic: string, retain: boolean): string[] {
  return reasonsAgainstTopic(retain ? topic : topic.replace(/^\$/, "_"));
}

function propertyRejection({ contentType, correlationData, userProperties }: Message): Rejection | undefined {
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
