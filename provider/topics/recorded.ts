import { defined } from "../messages/defined";
import { sha256 } from "../messages/digest";
import type { Extra } from "../messages/extra";
import { readMarker, withoutMarker } from "../messages/marker";
import { type LiveMessage, sameUserProperties, unreadableDigest } from "../messages/message";
import { declaredPayload } from "../messages/payload";
import { fromPairs, toPairs, type UserProperty } from "../messages/user-properties";
import { carriesVersion, VERSION_KEY, withoutVersion } from "../messages/version";
import type { DesiredMessage } from "./desired";
import { digestPayload } from "./payload";
import type { TopicMap } from "./topic-map";

/**
 * How certain it is that a message is as recorded.
 *
 * - `confirmed`: it was seen so, or nobody was to look.
 * - `unconfirmed create`: nobody knows whether the first publish was acted on. What is there without our marker is not ours.
 * - `unconfirmed update`: a later publish was not seen: it has to be made again.
 */
export type Certainty = "confirmed" | "unconfirmed create" | "unconfirmed update";

/** What a state knows of the message on a topic. */
export interface RecordedMessage {
  /** As it was published, or found by the last refresh. */
  readonly message: DesiredMessage;
  /** SHA-256 of its payload in hex, if the state says it beside the payload. */
  readonly payloadSha256?: string | undefined;
  /** Bytes of its payload. */
  readonly size?: number | undefined;
  /** Its `lastModifiedTime` (ms); undefined if nobody has looked. */
  readonly storedTime?: number | undefined;
  /** `lastModifiedTime` of what we published; undefined if nobody has looked, and after an import. */
  readonly publishedTime?: number | undefined;
  /** A refresh has found it, and somebody else has published it. */
  readonly isFound?: boolean;
  /** It is not declared any more, and was left to another resource that declares the topic and had not published yet. */
  readonly isLeft?: boolean;
  /** It was published where nothing was, since a change last reached all topics: to put that back, it is cleared. */
  readonly wasFree?: boolean;
  /** It is not declared any more, and is cleared once a rollout is complete. */
  readonly isHeld?: boolean;
  /** Nonce of its marker. */
  readonly nonce?: string | undefined;
  /** Whether its marker was written with the digest of what cannot be read back, if it has such properties. */
  readonly hasUnreadableDigest: boolean;
  readonly certainty: Certainty;
}

/** Everything that a state knows of the topics of a resource. */
export interface RecordedTopics {
  messages: TopicMap<RecordedMessage>;
  /** What the last refresh found under the exclusive prefixes. */
  extras: ReadonlyMap<string, Extra>;
  /** New topics of a rollout that has not reached them, if it publishes only where nothing is. */
  waiting?: readonly string[];
}

export const NOTHING_RECORDED: RecordedTopics = { messages: new Map(), extras: new Map() };

/** Digest of the payload in state. */
export function recordedDigest({ message, payloadSha256 }: RecordedMessage): string | undefined {
  return payloadSha256 ?? digestPayload(message);
}

/** Whether the live message is the one in state. */
export function isAsRecorded(live: LiveMessage, recorded: RecordedMessage): boolean {
  const { message } = recorded;
  return (
    sha256(live.payload) === recordedDigest(recorded) &&
    live.qos === message.qos &&
    sameUserProperties(fromPairs(declaredPairs(live, message), message.userProperties), message.userProperties) &&
    (!isVersionOurs(live, message) || carriesVersion(live) === (message.version ?? false)) &&
    markerStands(live, recorded)
  );
}

/** Whether the live message carries the marker that the state says, or none if the state says none. */
function markerStands(live: LiveMessage, { message, nonce, hasUnreadableDigest }: RecordedMessage): boolean {
  const found = readMarker(live.userProperties);
  if (!message.marker) return found === undefined;
  if (found === undefined || (nonce !== undefined && found.nonce !== nonce)) return false;
  return vouchesFor(live, { hasUnreadableDigest }, message);
}

/** Whether the marker of a live message does not say that it has other properties that cannot be read back. */
export function vouchesFor(
  live: LiveMessage,
  { hasUnreadableDigest }: Pick<RecordedMessage, "hasUnreadableDigest">,
  message: DesiredMessage,
): boolean {
  // Versions before 0.3 did not write the digest, and an import does not say.
  return !hasUnreadableDigest || readMarker(live.userProperties)?.unreadable === unreadableDigest(message);
}

/**
 * Whether the state proves that a live message without a marker is ours to clear. One that is to carry our marker is
 * drift on our topic. One that is to have none has to be the one that we published, or imported.
 */
export function provesUnmarked(recorded: RecordedMessage, live: LiveMessage): boolean {
  const { certainty, isFound, publishedTime, storedTime, message } = recorded;
  if (certainty === "unconfirmed create" || isFound) return false;
  if (message.marker) return true;
  // After an import, the time is that of the message that was imported.
  const time = publishedTime ?? storedTime;
  return time === undefined ? sha256(live.payload) === recordedDigest(recorded) : live.lastModifiedTime === time;
}

/** The live message in the words of the declaration: what cannot be read back is as it was. */
export function asFound(live: LiveMessage, recorded: RecordedMessage): DesiredMessage {
  const { payload, payloadBase64, userProperties, version: declared, ...rest } = recorded.message;
  const version = isVersionOurs(live, recorded.message) ? carriesVersion(live) : declared;
  return {
    ...rest,
    ...defined({ version }),
    ...payloadAsDeclared(live, recorded.message, recordedDigest(recorded)),
    ...userPropertiesAsDeclared(live, { ...defined({ userProperties, version }) }),
    qos: live.qos,
    marker: recorded.message.marker ? markerStands(live, recorded) : isOurs(live, recorded),
  };
}

/** A message that is to have no marker, and has ours: a run that was killed has published it. */
function isOurs(live: LiveMessage, { nonce }: RecordedMessage): boolean {
  return nonce !== undefined && readMarker(live.userProperties)?.nonce === nonce;
}

/** A live payload under the name it was declared by; bytes that are no text can only be base64. */
export function payloadAsDeclared(
  live: LiveMessage,
  { payload, payloadBase64 }: Pick<DesiredMessage, "payload" | "payloadBase64">,
  digest?: string,
): Pick<DesiredMessage, "payload" | "payloadBase64"> {
  if (sha256(live.payload) === digest) {
    return payload === undefined ? (payloadBase64 === undefined ? {} : { payloadBase64 }) : { payload };
  }
  if (payloadBase64 !== undefined) return { payloadBase64: Buffer.from(live.payload).toString("base64") };
  return declaredPayload(live.payload);
}

/** Live user properties in the form in which they were declared, without those that this package adds. */
export function userPropertiesAsDeclared(live: LiveMessage, declared: WithProperties) {
  const userProperties = fromPairs(declaredPairs(live, declared), declared.userProperties);
  return userProperties === undefined ? {} : { userProperties };
}

/** The user properties of a live message that are not this package's. */
function declaredPairs(live: LiveMessage, declared: WithProperties): UserProperty[] {
  const pairs = withoutMarker(live.userProperties);
  return isVersionOurs(live, declared) ? withoutVersion(pairs) : pairs;
}

type WithProperties = Pick<DesiredMessage, "userProperties" | "version">;

/**
 * Whether a property `version` of a live message is this package's. It is if the message says `version`, be it that a
 * refresh has found that it does not carry its own, or if a run that was killed may have published it. As a user property it
 * would be in the state, and tell of a secret payload.
 */
function isVersionOurs(live: LiveMessage, { version, userProperties }: WithProperties): boolean {
  if (version) return true;
  if (toPairs(userProperties).some(([key]) => key === VERSION_KEY)) return false;
  return version === false || carriesVersion(live);
}
