import { canonicalJson, sha256 } from "./digest";
import type { UserProperties, UserProperty } from "./user-properties";
import { toPairs } from "./user-properties";

/** Quality of service: 0 is at most once, 1 at least once. AWS IoT Core does not support 2. */
export type QoS = 0 | 1;

/** With it, a connected device gets a change at least once. */
export const DEFAULT_QOS: QoS = 1;

/** MQTT 5 payload format indicator, in the words of the AWS API: bytes of any kind, or text in UTF-8. */
export type PayloadFormatIndicator = "UNSPECIFIED_BYTES" | "UTF8_DATA";

/** The properties of a message beside its topic and payload, in the words of the Publish operation. */
export interface MessageProperties {
  /** Quality of service of the publish, 0 or 1. Devices receive the message with this quality at most. @default 1 */
  qos: QoS;
  /** MQTT 5 content type, 1 to 256 bytes of UTF-8. @default none */
  contentType?: string;
  /** MQTT 5 message expiry interval in seconds, 1 to 604,800 (7 days). @default none: the message stays */
  messageExpiry?: number;
  /** MQTT 5 payload format indicator: whether the payload is UTF-8 text. @default none */
  payloadFormatIndicator?: PayloadFormatIndicator;
  /** MQTT 5 response topic: up to 256 bytes of UTF-8, without `+` and `#`. @default none */
  responseTopic?: string;
  /** MQTT 5 correlation data as base64, up to 8,192 bytes decoded. @default none */
  correlationData?: string;
}

/** A message as it is published, marker included in its user properties. */
export interface Message extends MessageProperties {
  topic: string;
  payload: Uint8Array;
  userProperties: UserProperty[];
}

/** A retained message as GetRetainedMessage returns it. Its other properties cannot be read over HTTP. */
export interface LiveMessage {
  topic: string;
  payload: Uint8Array;
  qos: QoS;
  userProperties: UserProperty[];
  /** When the broker stored it: milliseconds since 1970, by its clock. */
  lastModifiedTime: number;
}

/** A retained message as ListRetainedMessages lists it. */
export interface ListedMessage {
  /** Topic of the message. */
  topic: string;
  /** Bytes of the payload. */
  payloadSize: number;
  /** Quality of service, 0 or 1. */
  qos: QoS;
  /** When the broker stored the message: milliseconds since 1970, by the broker's clock. */
  lastModifiedTime: number;
}

/** Properties that GetRetainedMessage does not return: whether they are live is known from the state and the marker. */
export const unreadable = [
  "contentType",
  "messageExpiry",
  "payloadFormatIndicator",
  "responseTopic",
  "correlationData",
] as const satisfies readonly (keyof MessageProperties)[];

/** Short digest of the properties that cannot be read back; undefined if none is set. */
export function unreadableDigest(message: MessageProperties): string | undefined {
  const set = unreadable.filter((name) => message[name] !== undefined).map((name) => [name, message[name]]);
  return set.length === 0 ? undefined : sha256(Buffer.from(canonicalJson(set))).slice(0, 6);
}

/** The parts of a message that can be read back, in a form that can be compared. */
export interface Readable {
  payloadSha256: string;
  qos: QoS;
  userProperties: readonly UserProperty[];
}

/** The readable parts of a message. */
export function readable(message: Message | LiveMessage): Readable {
  return { payloadSha256: sha256(message.payload), qos: message.qos, userProperties: message.userProperties };
}

/** Whether the readable parts of two messages are equal. */
export function sameReadable(a: Readable, b: Readable): boolean {
  return a.payloadSha256 === b.payloadSha256 && a.qos === b.qos && samePairs(a.userProperties, b.userProperties);
}

/** Whether two declarations of user properties put the same properties on the message. */
export function sameUserProperties(a: UserProperties | undefined, b: UserProperties | undefined): boolean {
  return samePairs(toPairs(a), toPairs(b));
}

function samePairs(a: readonly UserProperty[], b: readonly UserProperty[]): boolean {
  return a.length === b.length && a.every(([key, value], i) => key === b[i]?.[0] && value === b[i]?.[1]);
}

/** Whether a message published at `publishedAt` (ms) has outlived its expiry at `now` (ms). */
export function expired(messageExpiry: number | undefined, publishedAt: number, now: number): boolean {
  return messageExpiry !== undefined && now - publishedAt >= messageExpiry * 1000;
}
