import type { DataPlane } from "../dataplane/data-plane";
import type { LiveMessage } from "../messages/message";
import type { MessageRecord } from "./bookkeeping";
import type { Listings } from "./listings";
import { type Failures, forEachTopic } from "./many";

/** What is seen of a topic: nothing new, or the live message; undefined where the topic is empty. */
export type Sight = "as in state" | LiveMessage | undefined;

/** What is to be looked at, and how. */
export interface Observation {
  /** With what the state knows of them; undefined for a topic that it does not have. */
  topics: ReadonlyMap<string, MessageRecord | undefined>;
  dataPlane: DataPlane;
  listings: Listings;
  concurrency: number;
  /** Takes what was seen of each topic. */
  take: (topic: string, sight: Sight) => void;
}

/**
 * Looks at many topics with as few calls as it takes. The listing tells neither payload nor marker, and lags: it proves
 * that a message is the one in state, by time and size, and that a topic which the state does not have is free. Every
 * other topic is read by itself.
 */
export async function observe({ topics, dataPlane, listings, concurrency, take }: Observation): Promise<Failures> {
  const listed = new Set<string>();
  const decided = new Set<string>();
  const isComplete = await listings.read(dataPlane, dataPlane.pagesWorth(topics.size), (message) => {
    if (!topics.has(message.topic)) return;
    listed.add(message.topic);
    const record = topics.get(message.topic);
    if (record === undefined || record.doubt !== undefined) return;
    if (record.time === message.lastModifiedTime && record.size === message.payloadSize) decided.add(message.topic);
  });
  for (const topic of decided) take(topic, "as in state");
  const unknown: string[] = [];
  for (const [topic, record] of topics) {
    if (decided.has(topic)) continue;
    if (isComplete && record === undefined && !listed.has(topic)) take(topic, undefined);
    else unknown.push(topic);
  }
  return await forEachTopic(unknown, concurrency, async (topic) => take(topic, await dataPlane.get(topic)));
}
