import { DataPlaneError } from "../dataplane/errors";
import { forEachTopic } from "../dataplane/many";
import { decide } from "./decide";
import type { DesiredTopics } from "./desired";
import { ownershipOf } from "./ownership";
import { recordedAs } from "./plan";
import type { RecordedTopics } from "./recorded";
import { FailedTopics, type InTheWay, inOrderOf, inTheWay } from "./report";
import type { Wording } from "./wording";
import type { TopicWork } from "./work";

/** What a preview is to find out about the topics of a resource. */
export interface Foresight extends TopicWork {
  desired: DesiredTopics;
  recorded: RecordedTopics;
  /** Topics that are to be published. */
  publish: readonly string[];
  /** Undefined before the create. */
  nonce: string | undefined;
  wording: Wording;
}

/**
 * Looks at the topics that the state does not have, as the deployment will.
 *
 * @throws DeploymentError if somebody else has one of them; DataPlaneError if they may not be read
 */
export async function refuseTaken(foresight: Foresight): Promise<void> {
  const { session, dataPlane, place, owner, nonce, desired, recorded, publish, wording } = foresight;
  const isNew = (topic: string) => recordedAs(recorded.messages.get(topic)) !== "yes";
  const topics = await session.takenTopics.mayBeTaken(publish.filter(isNew), dataPlane);
  const refused = new Map<string, InTheWay>();
  const failures = await forEachTopic(topics, session.settings.concurrency, async (topic) => {
    const live = await dataPlane.get(topic);
    const { step } = decide({
      declared: "otherwise",
      recorded: recordedAs(recorded.messages.get(topic)),
      live: ownershipOf(live, { owner, nonce }),
      overwrite: desired.overwrite,
    });
    if (step === "refuse" && live !== undefined) refused.set(topic, inTheWay(live, true));
  });
  if (refused.size > 0) throw wording.refusal(inOrderOf(refused, topics), place);
  const [first] = failures.byTopic.values();
  // All of them are missing the same permission.
  if (first instanceof DataPlaneError && first.kind === "notAllowed") throw first;
  const failed = new FailedTopics();
  failed.add(failures);
  if (!failed.none) throw wording.failure(failed, "read", topics.length);
}
