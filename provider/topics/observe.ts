import type { DataPlane } from "../dataplane/data-plane";
import { type Failures, forEachTopic } from "../dataplane/many";
import type { LiveMessage } from "../messages/message";
import type { Listings } from "../process/listings";
import type { RecordedMessage } from "./recorded";
import type { TopicMap } from "./topic-map";

/** What was seen of a topic: that it is as in state, or the live message; undefined if the topic is empty. */
export type Observed = "as in state" | LiveMessage | undefined;

/** What a look at many topics needs. */
export interface Means {
  dataPlane: DataPlane;
  listings: Listings;
  /** Calls in flight. */
  concurrency: number;
}

/** What is to be looked at. */
export interface Observation extends Means {
  topics: Iterable<string>;
  /** How many those are. */
  total: number;
  recorded: TopicMap<RecordedMessage>;
  /** Whether time and size of a record prove that the message is the one in state. */
  isProof: (record: RecordedMessage) => boolean;
  onEach: (topic: string, observed: Observed) => void;
  /** Called with every other topic of the account. If it is given, the whole listing is read. */
  onOther?: (topic: string) => void;
}

/**
 * Looks at topics with as few calls as it takes. The listing tells neither payload nor marker, and lags. It proves that
 * a message is the one in state, by time and size, and that a topic is free which the state does not have. Every other
 * topic is read by itself.
 *
 * @returns what could not be read, and whether the whole account was listed
 */
export async function observe(observation: Observation): Promise<{ failures: Failures; isComplete: boolean }> {
  const { total, recorded, isProof, dataPlane, listings, concurrency, onEach, onOther } = observation;
  const topics = new Set(observation.topics);
  const pages = onOther === undefined ? dataPlane.pagesWorth(total) : Number.POSITIVE_INFINITY;
  const listed = new Set<string>();
  const decided = new Set<string>();
  const isComplete = await listings.read(dataPlane, pages, ({ topic, payloadSize, lastModifiedTime }) => {
    if (!topics.has(topic)) return onOther?.(topic);
    listed.add(topic);
    const record = recorded.get(topic);
    if (record === undefined || record.certainty !== "confirmed" || !isProof(record)) return;
    if (record.storedTime === lastModifiedTime && record.size === payloadSize) decided.add(topic);
  });
  for (const topic of decided) onEach(topic, "as in state");
  const unknown: string[] = [];
  for (const topic of topics) {
    if (decided.has(topic)) continue;
    if (isComplete && !recorded.has(topic) && !listed.has(topic)) onEach(topic, undefined);
    else unknown.push(topic);
  }
  const look = async (topic: string) => onEach(topic, await dataPlane.get(topic));
  return { failures: await forEachTopic(unknown, concurrency, look), isComplete };
}
