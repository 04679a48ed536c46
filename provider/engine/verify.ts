import type { DataPlane } from "../dataplane/data-plane";
import { type Failures, forEachTopic } from "../dataplane/many";
import type { Message } from "../messages/message";
import type { Listings } from "./listings";
import { readBack } from "./reconcile";

/** A message that was published. */
export interface Published {
  /** Bytes of its payload. */
  size: number;
  /** When it was published, in milliseconds, by the clock of this machine. */
  at: number;
  /** `lastModifiedTime` of what was there before. */
  before: number | undefined;
}

/** What is to be seen again, and how. */
export interface Verification {
  topics: ReadonlyMap<string, Published>;
  dataPlane: DataPlane;
  listings: Listings;
  concurrency: number;
  /** The message that was published. */
  message: (topic: string) => Message;
  /** Takes the time at which each was stored. */
  take: (topic: string, time: number) => void;
}

/**
 * Sees that published messages are stored. The listing proves it of a message that is there with our size, and newer
 * than what was there before; every other one is read by itself, for some seconds.
 */
export async function verify(task: Verification): Promise<Failures> {
  const { topics, dataPlane, listings, concurrency, message, take } = task;
  const unseen = new Set(topics.keys());
  await listings.read(dataPlane, dataPlane.pagesWorth(topics.size), ({ topic, payloadSize, lastModifiedTime }) => {
    const published = topics.get(topic);
    if (published === undefined || published.size !== payloadSize) return;
    if (published.before !== undefined && lastModifiedTime <= published.before) return;
    if (unseen.delete(topic)) take(topic, lastModifiedTime);
  });
  return await forEachTopic([...unseen], concurrency, async (topic) => {
    const { before, at } = topics.get(topic) ?? {};
    const live = await readBack(message(topic), dataPlane, before, at);
    take(topic, live.lastModifiedTime);
  });
}
