import type { Failures } from "../dataplane/many";
import { DEFAULT_QOS, type LiveMessage } from "../messages/message";
import { declaredPayload } from "../messages/payload";
import type { DesiredTopics } from "./desired";
import { observe } from "./observe";
import { ownershipOf } from "./ownership";
import type { RecordedMessage, RecordedTopics } from "./recorded";
import { meansOf, type TopicWork } from "./work";

/** Topics that wait for a rollout, and have no message until it reaches them. */
interface Waiting extends TopicWork {
  desired: DesiredTopics;
  recorded: RecordedTopics;
  /** Nonce of the resource. */
  nonce: string;
}

/**
 * Whether a message of this resource on a topic that waits is a leftover, to be cleared. With `overwrite`, nobody knows what
 * was there before.
 */
export function mayBeLeftover(topic: string, { overwrite }: DesiredTopics, recorded: RecordedTopics): boolean {
  return !overwrite && !recorded.messages.has(topic);
}

/**
 * Finds waiting topics that have a message of this resource all the same. Only a run that was killed can have published it,
 * and the state does not know.
 */
export async function leftovers(work: Waiting): Promise<{ topics: string[]; failures: Failures }> {
  const { desired, recorded, owner, nonce } = work;
  const waiting = desired.rollout?.waiting ?? [];
  const unknown = waiting.filter((topic) => mayBeLeftover(topic, desired, recorded));
  const topics: string[] = [];
  const { failures } = await observe({
    ...meansOf(work),
    topics: unknown,
    total: unknown.length,
    recorded: recorded.messages,
    isProof: () => false,
    onEach: (topic, live) => {
      if (live !== "as in state" && ownershipOf(live, { owner, nonce }) === "ours") topics.push(topic);
    },
  });
  return { topics, failures };
}

/** What is known of such topics: that the resource has published there. */
export function asRecorded(topics: readonly string[], nonce: string): RecordedTopics {
  const message = { qos: DEFAULT_QOS, marker: true };
  const record: RecordedMessage = { message, nonce, ...leftover };
  return { messages: new Map(topics.map((topic) => [topic, record])), extras: new Map() };
}

/** What a refresh records of such a topic: the next update clears it. */
export function leftoverFound(live: LiveMessage, nonce: string): RecordedMessage {
  const { payload, qos, lastModifiedTime } = live;
  const message = { ...declaredPayload(payload), qos, marker: true };
  const time = { storedTime: lastModifiedTime, publishedTime: lastModifiedTime };
  return { message, nonce, size: payload.length, ...time, isHeld: true, wasFree: true, ...leftover };
}

// Nobody knows its properties that cannot be read back.
const leftover = { hasUnreadableDigest: false, certainty: "unconfirmed update" } as const;
