import type { DataPlane } from "../dataplane/data-plane";
import { type DataPlaneError, isFailureOf } from "../dataplane/errors";
import { type Failures, forEachTopic } from "../dataplane/many";
import { DeploymentError } from "../messages/deployment-error";
import type { LiveMessage } from "../messages/message";
import { lookUntil } from "./look";
import type { Means } from "./observe";
import { describeLive } from "./report";

/** A message that was cleared, as far as is known. */
export interface Cleared {
  /** `lastModifiedTime` of the message. */
  time: number;
  /** The failure of the clear, if something else than the service has answered: only a look tells what was done. */
  doubt?: DataPlaneError;
}

/**
 * Clears a topic.
 *
 * @param live what is there
 * @throws the failure, unless only a look can tell what was done
 */
export async function clearTopic(
  { topic, lastModifiedTime: time }: LiveMessage,
  dataPlane: DataPlane,
): Promise<Cleared> {
  try {
    await dataPlane.clear(topic);
    return { time };
  } catch (error) {
    if (isFailureOf("unintelligible", error)) return { time, doubt: error };
    throw error;
  }
}

/** Messages that are to be gone. */
export interface ClearConfirmation extends Means {
  topics: ReadonlyMap<string, Cleared>;
  /** Called with each that is gone. */
  onEach: (topic: string) => void;
}

/**
 * Sees that cleared messages are gone. A listing proves it for a topic that it does not have. Every other one is read by
 * itself, for some seconds.
 */
export async function confirmCleared(confirmation: ClearConfirmation): Promise<Failures> {
  const { topics, dataPlane, listings, concurrency, onEach } = confirmation;
  const listed = new Set<string>();
  const isComplete = await listings.read(dataPlane, dataPlane.pagesWorth(topics.size), ({ topic }) => {
    if (topics.has(topic)) listed.add(topic);
  });
  const unclear: string[] = [];
  for (const topic of topics.keys()) {
    if (isComplete && !listed.has(topic)) onEach(topic);
    else unclear.push(topic);
  }
  return await forEachTopic(unclear, concurrency, async (topic) => {
    const cleared = topics.get(topic);
    if (cleared !== undefined) await assertGone(topic, cleared, dataPlane);
    onEach(topic);
  });
}

/** @throws the failure of the clear, or the reason why the message seems to be there still */
async function assertGone(topic: string, { time, doubt }: Cleared, dataPlane: DataPlane): Promise<void> {
  // Another message is somebody else's, who has published since.
  const { isAsExpected, live } = await lookUntil(topic, dataPlane, (found) => found?.lastModifiedTime !== time);
  if (isAsExpected || live === undefined) return;
  if (doubt !== undefined) throw doubt;
  throw new DeploymentError(
    `the message on ${topic} was cleared, but it is still there: ${describeLive(live)}. ` +
      "Run the command again to clear it anew",
  );
}
