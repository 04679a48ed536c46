import { type DataPlaneError, isFailureOf } from "../dataplane/errors";
import { type Failures, forEachTopic, joined } from "../dataplane/many";
import { decide } from "./decide";
import type { DesiredTopics } from "./desired";
import { mayBeLeftover } from "./leftovers";
import { ownershipOf } from "./ownership";
import { recordedAs } from "./plan";
import type { RecordedMessage, RecordedTopics } from "./recorded";
import { FailedTopics, type InTheWay, inOrderOf, inTheWay } from "./report";
import type { Wording } from "./wording";
import type { TopicWork } from "./work";

/** What a preview is to find out about the topics of a resource. */
export interface Foresight extends TopicWork {
  desired: DesiredTopics;
  recorded: RecordedTopics;
  /** Topics that are to be published. */
  publish: readonly string[];
  /** Topics that a rollout will publish, and not now. */
  later: readonly string[];
  /** Undefined before the create. */
  nonce: string | undefined;
  wording: Wording;
}

/** Whether somebody else may have a topic: the state does not have it, or a refresh has found another message there. */
export function mayBeTaken(recorded: RecordedMessage | undefined): boolean {
  return recordedAs(recorded) !== "yes" || recorded?.isFound === true;
}

/** Topics that have a message of somebody else, or of another resource. */
export interface Taken {
  /** It is published over, so that it is lost. */
  overwritten: string[];
  /** The deployment that is to publish over it will be refused. */
  refusedLater: string[];
  /** It is of this resource, from a run that was killed, and is cleared: a rollout has not reached the topic. */
  leftovers: string[];
}

/**
 * Looks at the topics that somebody else may have, as the deployment will.
 *
 * @throws DeploymentError if somebody else has one of them; DataPlaneError if they may not be read
 */
export async function refuseTaken(foresight: Foresight): Promise<Taken> {
  const { session, dataPlane, place, owner, nonce, desired, recorded, publish, wording } = foresight;
  const later = new Set(foresight.later);
  const candidates = [...publish, ...later].filter((topic) => mayBeTaken(recorded.messages.get(topic)));
  const taken: Taken = { overwritten: [], refusedLater: [], leftovers: [] };
  const topics = await session.takenTopics.mayBeTaken(candidates, dataPlane);
  const refused = new Map<string, InTheWay>();
  const look = async (topic: string) => {
    const live = await dataPlane.get(topic);
    const ownership = ownershipOf(live, { owner, nonce });
    const known = recordedAs(recorded.messages.get(topic));
    const { step } = decide({
      declared: "otherwise",
      recorded: known,
      live: ownership,
      overwrite: desired.overwrite,
    });
    if (ownership === "ours" && later.has(topic)) {
      if (mayBeLeftover(topic, desired, recorded)) taken.leftovers.push(topic);
    } else if (step === "refuse" && later.has(topic)) taken.refusedLater.push(topic);
    else if (step === "publish" && ownership !== "free" && ownership !== "ours") {
      // The state has the message of before of a topic that it knows.
      if (known !== "yes") taken.overwritten.push(topic);
    } else if (step === "refuse" && live !== undefined) {
      refused.set(topic, inTheWay(live, known !== "yes"));
    }
  };
  // One topic first: without the permission, no other can be read either.
  const [first, ...others] = topics;
  const { concurrency } = session.settings;
  const alone = await forEachTopic(first === undefined ? [] : [first], concurrency, look);
  const failures = notAllowedIn(alone) ? alone : joined(alone, await forEachTopic(others, concurrency, look));
  if (refused.size > 0) throw wording.refusal(inOrderOf(refused, topics), place);
  const refusal = notAllowedIn(failures);
  if (refusal !== undefined) throw refusal;
  const failed = new FailedTopics();
  failed.add(failures);
  if (!failed.none) throw wording.failure(failed, "read", topics.length);
  return taken;
}

/** The failure of a read that is not allowed, if there is one. */
function notAllowedIn({ byTopic }: Failures): DataPlaneError | undefined {
  return [...byTopic.values()].find((error): error is DataPlaneError => isFailureOf("notAllowed", error));
}
