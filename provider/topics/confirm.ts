import type { DataPlane } from "../dataplane/data-plane";
import { isFailureOf } from "../dataplane/errors";
import { type Failures, forEachTopic } from "../dataplane/many";
import { DeploymentError } from "../messages/deployment-error";
import { expired, type LiveMessage, type Message, readable, sameReadable } from "../messages/message";
import { lookUntil } from "./look";
import type { Means } from "./observe";
import { describeLive } from "./report";

/** A message that was published. */
export interface Published {
  /** Bytes of its payload. */
  size: number;
  /** When it was published, in milliseconds, by the clock of this machine. */
  at: number;
  /** `lastModifiedTime` of what was there before: a Get may show that one for a while. */
  before: number | undefined;
}

/** Messages that are to be seen again. */
export interface Confirmation extends Means {
  topics: ReadonlyMap<string, Published>;
  /** The message that was published. */
  message: (topic: string) => Message;
  /** Called with the time at which each was stored. */
  onEach: (topic: string, storedTime: number) => void;
}

/**
 * Sees that published messages are stored. The listing proves it for a message that is there with our size, and newer
 * than what was there before. Every other one is read by itself, for some seconds.
 */
export async function confirmStored(confirmation: Confirmation): Promise<Failures> {
  const { topics, dataPlane, listings, concurrency, message, onEach } = confirmation;
  const unseen = new Set(topics.keys());
  await listings.read(dataPlane, dataPlane.pagesWorth(topics.size), ({ topic, payloadSize, lastModifiedTime }) => {
    const published = topics.get(topic);
    if (published === undefined || published.size !== payloadSize) return;
    if (published.before !== undefined && lastModifiedTime <= published.before) return;
    if (unseen.delete(topic)) onEach(topic, lastModifiedTime);
  });
  return await forEachTopic([...unseen], concurrency, async (topic) => {
    const { before, at } = topics.get(topic) ?? {};
    onEach(topic, await storedTimeOf(message(topic), dataPlane, before, at));
  });
}

/**
 * Publishes a message. If something else than the service has answered, a look decides whether it is stored.
 *
 * @param before `lastModifiedTime` of what was there before
 * @returns the time at which it was stored, if somebody has looked
 * @throws the failure of the publish
 */
export async function publishSurely(message: Message, dataPlane: DataPlane, before?: number) {
  const at = Date.now();
  try {
    await dataPlane.publish(message);
    return undefined;
  } catch (error) {
    if (!isFailureOf("unintelligible", error)) throw error;
    const storedTime = await storedTimeOf(message, dataPlane, before, at).catch(() => undefined);
    if (storedTime === undefined || storedTime === before) throw error;
    return storedTime;
  }
}

/** Reads a message back until it is there. */
async function storedTimeOf(message: Message, dataPlane: DataPlane, before?: number, at = Date.now()): Promise<number> {
  const want = readable(message);
  const isThere = (live: LiveMessage | undefined) => live !== undefined && sameReadable(readable(live), want);
  const hasExpired = () => expired(message.messageExpiry, at, Date.now());
  const { isAsExpected, live } = await lookUntil(message.topic, dataPlane, (found) =>
    found === undefined ? hasExpired() : found.lastModifiedTime !== before && isThere(found),
  );
  if (isAsExpected) return live?.lastModifiedTime ?? at;
  // Whether publishing the same again gives a new time is not documented.
  if (live !== undefined && isThere(live)) return live.lastModifiedTime;
  const instead = live === undefined ? "nothing is retained there" : `there is now ${describeLive(live)}`;
  throw new DeploymentError(
    `the message on ${message.topic} was published, but ${instead}: somebody else may have published in between. ` +
      "Run `pulumi up` again to publish it anew",
  );
}
