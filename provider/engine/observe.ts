import type { DataPlane } from "../dataplane/data-plane";
import { type Failures, forEachTopic } from "../dataplane/many";
import type { MessageRecord } from "../messages/bookkeeping";
import type { LiveMessage } from "../messages/message";
import type { Listings } from "./listings";

/** What is seen of a topic: nothing new, or the live message; undefined where the topic is empty. */
export type Sight = "as in state" | LiveMessage | undefined;

/** What is to be looked at, and how. */
export interface Observation {
  /** With what the state knows of them; undefined for a topic that it does not have. */
  topics: ReadonlyMap<string, MessageRecord | undefined>;
  /** Whether the time and size of a record prove that the message is the one in state. */
  isProof: (record: MessageRecord) => boolean;
  dataPlane: DataPlane;
  listings: Listings;
  concurrency: number;
  /** Takes what was seen of each topic. */
  take: (topic: string, sight: Sight) => void;
  /** Takes every other topic of the account; where this is given, the whole listing is read. */
  other?: (topic: string) => void;
}

/**
 * Looks at many topics with as few calls as it takes. The listing tells neither payload nor marker, and lags: it proves
 * that a message is the one in state, by time and size, and that a topic which the state does not have is free. Every
 * other topic is read by itself.
 *
 * @returns what could not be read, and whether the whole account was listed
 */
export async function observe(observation: Observation): Promise<{ failures: Failures; isComplete: boolean }> {
  const { topics, isProof, dataPlane, listings, concurrency, take, other } = observation;
  const pages = other === undefined ? dataPlane.pagesWorth(topics.size) : Number.POSITIVE_INFINITY;
  const listed = new Set<string>();
  const decided = new Set<string>();
  const isComplete = await listings.read(dataPlane, pages, (message) => {
    if (!topics.has(message.topic)) return other?.(message.topic);
    listed.add(message.topic);
    const record = topics.get(message.topic);
    if (record === undefined || record.doubt !== undefined || !isProof(record)) return;
    if (record.time === message.lastModifiedTime && record.size === message.payloadSize) decided.add(message.topic);
  });
  for (const topic of decided) take(topic, "as in state");
  const unknown: string[] = [];
  for (const [topic, record] of topics) {
    if (decided.has(topic)) continue;
    if (isComplete && record === undefined && !listed.has(topic)) take(topic, undefined);
    else unknown.push(topic);
  }
  const failures = await forEachTopic(unknown, concurrency, async (topic) => take(topic, await dataPlane.get(topic)));
  return { failures, isComplete };
}
