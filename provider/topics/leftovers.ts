import type { Failures } from "../dataplane/many";
import { DEFAULT_QOS } from "../messages/message";
import { observe } from "./observe";
import { ownershipOf } from "./ownership";
import type { RecordedMessage, RecordedTopics } from "./recorded";
import { meansOf, type TopicWork } from "./work";

/** Topics that wait for a rollout, and have no message until it reaches them. */
export interface Waiting extends TopicWork {
  waiting: readonly string[];
  recorded: RecordedTopics;
  /** Nonce of the resource. */
  nonce: string;
}

/**
 * Finds waiting topics that have a message of this resource all the same. Only a run that was killed can have published it,
 * and the state does not know.
 */
export async function leftovers(work: Waiting): Promise<{ topics: string[]; failures: Failures }> {
  const { waiting, recorded, owner, nonce } = work;
  const unknown = waiting.filter((topic) => !recorded.messages.has(topic));
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
  const record: RecordedMessage = { message, nonce, hasUnreadableDigest: false, certainty: "confirmed" };
  return { messages: new Map(topics.map((topic) => [topic, record])), extras: new Map() };
}
