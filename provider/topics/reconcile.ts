import { DataPlaneError } from "../dataplane/errors";
import { forEachTopic } from "../dataplane/many";
import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { sha256 } from "../messages/digest";
import type { Extra } from "../messages/extra";
import { type LiveMessage, type Message, readable, sameReadable } from "../messages/message";
import { Progress } from "../process/progress";
import { type Alone, heldAlready } from "../process/topic-locks";
import { sameUnreadable } from "./changes";
import { clearTopics } from "./clear";
import { confirmStored, type Published, publishSurely } from "./confirm";
import { decide } from "./decide";
import { compose, type DesiredMessage, type DesiredTopics } from "./desired";
import { asRecorded, leftovers } from "./leftovers";
import { type Observed, observe } from "./observe";
import type { PublishedOutcome, TopicOutcome } from "./outcome";
import { ownershipOf } from "./ownership";
import { digestPayload } from "./payload";
import { extrasToClear, type Plan, planOf, recordedAs } from "./plan";
import { payloadAsDeclared, type RecordedMessage, type RecordedTopics, userPropertiesAsDeclared } from "./recorded";
import { FailedTopics, type InTheWay, inOrderOf, inTheWay, KeptTopics } from "./report";
import type { Wording } from "./wording";
import { meansOf, type TopicWork } from "./work";

/** A create or an update of the topics of a resource. */
export interface ReconcileWork extends TopicWork {
  desired: DesiredTopics;
  recorded: RecordedTopics;
  /** Nonce that the markers are to carry. */
  nonce: string;
  wording: Wording;
  /** Called with the plan before anything is done. It may throw, so that nothing is. */
  onPlan: (plan: Plan) => void;
}

/** One create or update: what is to be done, what was done, and what is known of every topic meanwhile. */
export class Reconciliation {
  readonly failed = new FailedTopics();
  readonly kept = new KeptTopics();
  /** By topic. A topic that is declared as recorded has none. */
  readonly outcomes = new Map<string, TopicOutcome>();
  published = 0;
  unchanged = 0;
  cleared = 0;
  /** Topics that are to be published or cleared. */
  total = 0;
  /** Extras that are still to be cleared. */
  readonly extras: Map<string, Extra>;
  /** `lastModifiedTime` of what was there before a publish. */
  private readonly times = new Map<string, number>();
  /** Messages in which `ignoreChanges` has replaced some arguments by their live values. */
  private readonly shared = new Map<string, DesiredMessage>();
  /** Topics where nothing was. */
  private readonly free = new Set<string>();

  constructor(private readonly work: ReconcileWork) {
    this.extras = extrasToClear(work.desired, work.recorded);
  }

  /** Whether anything may have changed at AWS, or a topic is not the resource's any more: the state has to tell of it. */
  get hasActed(): boolean {
    return (
      this.published > 0 ||
      [...this.outcomes.values()].some(({ is }) => is === "unknown" || is === "gone" || is === "left")
    );
  }

  /**
   * Plans, observes, publishes, sees that it is stored, and clears last. What fails is kept in `failed`.
   *
   * @throws DeploymentError if somebody else's messages are in the way: then nothing is published
   */
  async run(): Promise<void> {
    const plan = planOf(this.work.desired, this.work.recorded);
    this.work.onPlan(plan);
    const topics = [...plan.publish, ...plan.clear];
    this.unchanged = plan.unchanged;
    this.total = topics.length;
    for (const topic of topics) this.outcomes.set(topic, { is: "untouched" });
    const { alone } = this.work.session;
    const [only] = topics;
    // One topic is locked from the first look to the confirmation; many only while each is published.
    if (only !== undefined && topics.length === 1) await alone(only, () => this.carryOut(plan, heldAlready));
    else await this.carryOut(plan, alone);
  }

  private async carryOut(plan: Plan, alone: Alone): Promise<void> {
    const topics = await this.look(plan.publish);
    // After too many failed reads in a row, publishing would not go better.
    if (this.failed.untried > 0) this.failed.untried += topics.length;
    else await this.publish(topics, alone);
    if (this.failed.none) await this.clear([...plan.clear, ...plan.left], alone, this.work.recorded);
    if (this.failed.none && this.work.desired.rollout !== undefined) await this.clearLeftovers();
  }

  private async clearLeftovers(): Promise<void> {
    const { session, nonce } = this.work;
    const { topics, failures } = await leftovers(this.work);
    this.failed.add(failures);
    if (this.failed.none) await this.clear(topics, session.alone, asRecorded(topics, nonce));
  }

  /** Looks at what is to be published over. What a killed run has published already is only noted. */
  private async look(topics: readonly string[]): Promise<string[]> {
    const { recorded, wording, place } = this.work;
    const isToBe = new Set<string>();
    const refused = new Map<string, InTheWay>();
    const onEach = (topic: string, observed: Observed) => {
      if (this.stepFor(topic, observed, refused) === "publish") isToBe.add(topic);
    };
    const { failures } = await observe({
      ...meansOf(this.work),
      topics,
      total: topics.length,
      recorded: recorded.messages,
      isProof: ({ isFound }) => !isFound,
      onEach,
    });
    this.failed.add(failures);
    if (refused.size > 0) throw wording.refusal(inOrderOf(refused, topics), place);
    return topics.filter((topic) => isToBe.has(topic));
  }

  private stepFor(topic: string, observed: Observed, refused: Map<string, InTheWay>) {
    const { desired, recorded, owner, nonce } = this.work;
    const record = recorded.messages.get(topic);
    if (observed === "as in state") {
      if (record?.storedTime !== undefined) this.times.set(topic, record.storedTime);
      return decide({ declared: "otherwise", recorded: "yes", live: "ours" }).step;
    }
    const live = observed;
    if (live !== undefined) this.times.set(topic, live.lastModifiedTime);
    const ownership = ownershipOf(live, { owner, nonce });
    // What is ours, and not in the state, a killed run has published: without `overwrite` only where nothing was.
    const wasFree = ownership === "free" || (ownership === "ours" && !desired.overwrite);
    if (wasFree && recordedAs(record) === "no") this.free.add(topic);
    // What another owner has put there is not what was left to the device.
    if (live !== undefined && recordedAs(record) === "yes" && ownership !== "foreign") this.share(topic, live);
    const decision = decide({
      declared: "otherwise",
      recorded: recordedAs(record),
      live: ownership,
      isDone: live !== undefined && this.isDone(topic, live, record),
      overwrite: desired.overwrite,
    });
    if (decision.step === "refuse" && live !== undefined) {
      // Described here, so that no payload is kept for longer than it takes to look at it.
      refused.set(topic, inTheWay(live, recordedAs(record) !== "yes"));
    }
    if (decision.step === "keep" && live !== undefined) {
      this.unchanged++;
      this.outcomes.set(topic, { ...this.asPublished(topic, live.payload), storedTime: live.lastModifiedTime });
    }
    return decision.step;
  }

  private async publish(topics: readonly string[], alone: Alone): Promise<void> {
    const { session, dataPlane, place, resource, desired } = this.work;
    const progress = new Progress(session.log, resource, "published", topics.length);
    const published = new Map<string, Published>();
    const failures = await forEachTopic(topics, session.settings.concurrency, (topic) =>
      alone(topic, async () => {
        // Check has compared what is declared; the environment may make one place of two.
        const claimedBy = await session.holder(topic, place, resource.urn);
        const { step } = decide({ declared: "otherwise", isClaimed: claimedBy !== undefined });
        if (step === "refuse") throw new DeploymentError(this.work.wording.claimed(topic, claimedBy ?? ""));
        const message = this.message(topic);
        const size = message.payload.length;
        await session.placeLines.tell("publishing", place);
        const at = Date.now();
        const before = this.times.get(topic);
        let storedTime: number | undefined;
        try {
          storedTime = await publishSurely(message, dataPlane, before);
        } catch (error) {
          const mayHaveActed = error instanceof DataPlaneError && error.mayHaveActed;
          if (mayHaveActed) this.outcomes.set(topic, { is: "unknown", size, ...this.about(topic) });
          throw error;
        }
        this.outcomes.set(topic, { ...this.asPublished(topic, message.payload), ...defined({ storedTime }) });
        this.published++;
        if (storedTime === undefined) published.set(topic, { size, at, before });
        progress.step();
      }),
    );
    this.failed.add(failures);
    if (desired.verify && this.failed.untried === 0) await this.confirm(published);
  }

  private async confirm(topics: Map<string, Published>): Promise<void> {
    const amend = (topic: string, found: Partial<PublishedOutcome>) => {
      const outcome = this.outcomes.get(topic);
      if (outcome?.is === "published") this.outcomes.set(topic, { ...outcome, ...found });
    };
    const onEach = (topic: string, storedTime: number) => amend(topic, { storedTime });
    const failures = await confirmStored({
      ...meansOf(this.work),
      topics,
      message: (topic) => this.message(topic),
      onEach,
    });
    for (const topic of failures.byTopic.keys()) amend(topic, { isConfirmed: false });
    this.failed.add(failures);
  }

  private async clear(topics: readonly string[], alone: Alone, recorded: RecordedTopics): Promise<void> {
    const onGone = (topic: string, isEmpty: boolean) => {
      this.outcomes.set(topic, { is: "gone", isEmpty });
      this.extras.delete(topic);
    };
    const onLeft = (topic: string) => {
      this.outcomes.set(topic, { is: "left" });
    };
    const { kept, work } = this;
    const { verify } = work.desired;
    const { failures, cleared } = await clearTopics({
      ...work,
      recorded,
      topics,
      kept,
      alone,
      verify,
      isSameAccount: true,
      onGone,
      onLeft,
    });
    this.failed.add(failures);
    this.cleared += cleared;
  }

  /**
   * Whether publishing would change nothing: what can be read is equal, and for the rest the marker vouches, or that
   * nobody has published since.
   */
  private isDone(topic: string, live: LiveMessage, record: RecordedMessage | undefined): boolean {
    if (!sameReadable(readable(live), readable(this.message(topic)))) return false;
    const desired = this.desired(topic);
    if (desired.marker) return true;
    if (record === undefined || record.certainty !== "confirmed" || record.isFound) return false;
    return live.lastModifiedTime === record.storedTime && sameUnreadable(record.message, desired);
  }

  /** Takes from the live message what `ignoreChanges` leaves to whoever else publishes. */
  private share(topic: string, live: LiveMessage): void {
    const left = this.work.desired.leftToOthers(topic);
    if (left === "message" || left.size === 0) return;
    const desired = this.desired(topic);
    let message = desired;
    if (left.has("payload") || left.has("payloadBase64")) {
      const { payload, payloadBase64, ...rest } = message;
      message = { ...rest, ...payloadAsDeclared(live, desired, digestPayload(desired)) };
    }
    if (left.has("userProperties")) {
      const { userProperties, ...rest } = message;
      message = { ...rest, ...userPropertiesAsDeclared(live, desired) };
    }
    if (left.has("qos")) message = { ...message, qos: live.qos };
    this.shared.set(topic, message);
  }

  private asPublished(topic: string, payload: Uint8Array): PublishedOutcome {
    const published = { size: payload.length, payloadSha256: sha256(payload), isConfirmed: true };
    return { is: "published", ...published, ...this.about(topic) };
  }

  private about(topic: string): { message?: DesiredMessage; wasFree?: boolean } {
    const message = this.shared.get(topic);
    return { ...(message && { message }), ...(this.free.has(topic) && { wasFree: true }) };
  }

  private desired(topic: string): DesiredMessage {
    const message = this.shared.get(topic) ?? this.work.desired.messages.get(topic);
    if (message === undefined) throw new TypeError("a topic that nothing declares is published");
    return message;
  }

  private message(topic: string): Message {
    const { owner, resource, nonce } = this.work;
    return compose(topic, this.desired(topic), { owner, name: resource.name, nonce });
  }
}
