import { setTimeout as sleep } from "node:timers/promises";
import type { DataPlane } from "../dataplane/data-plane";
import { type Failures, forEachTopic } from "../dataplane/many";
import { DeploymentError } from "../messages/deployment-error";
import { expired, type LiveMessage, type Message, readable, sameReadable } from "../messages/message";
import type { Means } from "./observe";
import { describeLive } from "./report";

/** Waits in milliseconds between reading a message back. AWS does not say how soon a Get shows a publish. */
const READ_BACK_WAITS = [50, 100, 200, 400, 800, 1600, 1600];

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

/** Reads a message back until it is there. */
async function storedTimeOf(message: Message, dataPlane: DataPlane, before?: number, at = Date.now()): Promise<number> {
  const want = readable(message);
  let live: LiveMessage | undefined;
  for (const wait of [0, ...READ_BACK_WAITS]) {
    await sleep(wait);
    live = await dataPlane.get(message.topic);
    if (live !== undefined && live.lastModifiedTime !== before && sameReadable(readable(live), want)) {
      return live.lastModifiedTime;
    }
    if (live === undefined && expired(message.messageExpiry, at, Date.now())) return at;
  }
  // Whether publishing the same again gives a new time is not documented.
  if (live !== undefined && sameReadable(readable(live), want)) return live.lastModifiedTime;
  const instead = live === undefined ? "nothing is retained there" : `there is now ${describeLive(live)}`;
  throw new DeploymentError(
    `the message on ${message.topic} was published, but ${instead}: somebody else may have published in between. ` +
      "Run `pulumi up` again to publish it anew",
  );
}
