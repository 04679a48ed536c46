import type { AppliedTopics } from "../messages/applied-topics";
import { defined } from "../messages/defined";
import { writeMarker } from "../messages/marker";
import { type Message, type MessageProperties, unreadableDigest } from "../messages/message";
import { isMessageArgument, messageAmong, type OnExpiry } from "../messages/message-value";
import type { DeclaredPayload } from "../messages/payload";
import { toPairs, type UserProperties } from "../messages/user-properties";
import { writeVersion } from "../messages/version";
import { readPayload } from "./payload";
import type { TopicMap } from "./topic-map";

/** The message that a resource wants on a topic. */
export interface DesiredMessage extends MessageProperties, DeclaredPayload {
  userProperties?: UserProperties;
  /** What a refresh makes of a message that is gone after its expiry: "expect" if it is not said. */
  onExpiry?: OnExpiry;
  /** Whether the message carries the version of its payload: it does not if it is not said. */
  version?: boolean;
  /** Whether the message carries the marker. */
  marker: boolean;
}

/** The message among the arguments of a resource. */
export function messageIn<T extends DesiredMessage>(resource: T): DesiredMessage {
  return messageAmong(resource) as { [K in keyof DesiredMessage]: DesiredMessage[K] };
}

/** The arguments of a resource with another message. */
export function withMessage<T extends DesiredMessage>(resource: T, message: DesiredMessage): T {
  const others = Object.entries(resource).filter(([name]) => !isMessageArgument(name));
  return { ...Object.fromEntries(others), ...message } as T;
}

/** What `ignoreChanges` leaves to whoever else publishes on a topic: the whole message, or arguments by their names. */
export type LeftToOthers = "message" | ReadonlySet<string>;

/** Everything that a resource declares about its topics. */
export interface DesiredTopics {
  messages: TopicMap<DesiredMessage>;
  /** Whether to publish over somebody else's messages. */
  overwrite: boolean;
  /** Whether to look, after publishing, that everything is stored. */
  verify: boolean;
  /** Prefixes of topics under which nothing else may exist. */
  exclusive: readonly string[];
  /** Topics under those prefixes on which devices acknowledge the messages. */
  applied?: AppliedTopics;
  leftToOthers(topic: string): LeftToOthers;
  /** Undefined if every topic is to have what its author declares. */
  rollout?: RolloutUnderWay | undefined;
}

/** A rollout that has reached some topics: the others have the message of before. */
export interface RolloutUnderWay {
  /** Whether the rollout has given a topic another message than the one of before. */
  hasReached(topic: string): boolean;
  /** New topics that it has not reached. */
  readonly waiting: readonly string[];
}

/** Who publishes: what the marker says beside the digest. */
export interface Publisher {
  owner: string;
  /** Name of the resource. */
  name: string;
  nonce: string;
}

/** The message to publish for a desired one: with its version and its marker. */
export function compose(topic: string, desired: DesiredMessage, publisher: Publisher): Message {
  const marker = { ...publisher, unreadable: unreadableDigest(desired) };
  const payload = readPayload(desired);
  return {
    ...publishedProperties(topic, desired),
    payload,
    userProperties: [
      ...toPairs(desired.userProperties),
      ...(desired.version ? [writeVersion(payload)] : []),
      ...(desired.marker ? [writeMarker(marker)] : []),
    ],
  };
}

/** Topic and properties of a declared message, as they are published. */
export function publishedProperties(topic: string, properties: MessageProperties) {
  const { qos, contentType, messageExpiry, payloadFormatIndicator, responseTopic, correlationData } = properties;
  return {
    topic,
    qos,
    ...defined({ contentType, messageExpiry, payloadFormatIndicator, responseTopic, correlationData }),
  };
}
