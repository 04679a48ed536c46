import { type Failures, forEachTopic, joined } from "../dataplane/many";
import { missing } from "../dataplane/places";
import { sha256 } from "../messages/digest";
import type { Extra } from "../messages/extra";
import type { LiveMessage } from "../messages/message";
import { Progress } from "../process/progress";
import type { Alone } from "../process/topic-locks";
import { type Cleared, clearTopic, confirmCleared } from "./confirm-cleared";
import { decide, type TopicCase } from "./decide";
import { ownershipOf } from "./ownership";
import { provesUnmarked, type RecordedTopics } from "./recorded";
import type { KeptTopics } from "./report";
import { meansOf, type TopicWork } from "./work";

/** Topics that are to be cleared. */
export interface Clearing extends TopicWork {
  topics: readonly string[];
  recorded: RecordedTopics;
  kept: KeptTopics;
  alone: Alone;
  /** False if it is not known whether this is still the account in state: what is missing may be elsewhere. */
  isSameAccount: boolean;
  /** Whether to look, after clearing, that every message is gone. */
  verify: boolean;
  /** Called with each topic that is not the resource's any more, and whether it is empty now. */
  onGone: (topic: string, isEmpty: boolean) => void;
  /**
   * Called with each topic that another resource declares, and that still has our message: if that resource fails, the
   * message is ours to clear. Without it, such a topic is given up.
   */
  onLeft?: (topic: string) => void;
}

/**
 * Looks at each topic, clears it if the message is still the resource's, and sees that it is gone. What is left is told
 * in `kept`.
 *
 * @returns what could not be cleared, and how many were
 */
export async function clearTopics(clearing: Clearing): Promise<{ failures: Failures; cleared: number }> {
  const { topics, session, dataPlane, place, resource, kept, alone, isSameAccount, verify, onGone, onLeft } = clearing;
  const progress = new Progress(session.log, resource, "cleared", topics.length);
  const unseen = new Map<string, Cleared>();
  let cleared = 0;
  const onCleared = (topic: string) => {
    cleared++;
    onGone(topic, true);
  };
  const failures = await forEachTopic(topics, session.settings.concurrency, (topic) =>
    alone(topic, async () => {
      // An update declares what a rollout has not reached: that claim is its own. A delete may meet a resource made anew.
      const ownClaim = onLeft === undefined ? undefined : resource.urn;
      const claimedBy = (await session.holder(topic, place, ownClaim)) ?? session.holderElsewhere(topic, resource.urn);
      const live = claimedBy === undefined || onLeft !== undefined ? await dataPlane.get(topic) : undefined;
      if (claimedBy === undefined && live === undefined && !isSameAccount) throw missing(topic, place);
      const known = caseOf(topic, live, clearing);
      const { step, reason } = decide({ ...known, isClaimed: claimedBy !== undefined });
      if (step === "clear" && live !== undefined) {
        await session.placeLines.tell("clearing", place);
        const done = await clearTopic(live, dataPlane);
        if (verify || done.doubt !== undefined) unseen.set(topic, done);
        else onCleared(topic);
      } else {
        kept.add(topic, reason, live, claimedBy);
        if (claimedBy !== undefined && known.live === "ours" && onLeft !== undefined) onLeft(topic);
        else onGone(topic, live === undefined);
      }
      progress.step();
    }),
  );
  const unconfirmed = await confirmCleared({ ...meansOf(clearing), topics: unseen, onEach: onCleared });
  return { failures: joined(failures, unconfirmed), cleared };
}

/** A topic that is not wanted any more, as the table has it. */
function caseOf(topic: string, live: LiveMessage | undefined, { recorded, owner }: Clearing) {
  const message = recorded.messages.get(topic);
  const extra = recorded.extras.get(topic);
  const isProven =
    live !== undefined &&
    (message !== undefined ? provesUnmarked(message, live) : extra !== undefined && isAsShown(live, extra));
  const declared: TopicCase["declared"] = message === undefined ? "excluded" : "no more";
  return { declared, live: ownershipOf(live, { owner, nonce: message?.nonce }), isProven };
}

function isAsShown({ payload }: LiveMessage, { payloadSize, payloadSha256 }: Extra): boolean {
  return payload.length === payloadSize && sha256(payload) === payloadSha256;
}
