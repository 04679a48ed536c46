import type { DataPlane, Place } from "../dataplane/data-plane";
import { DataPlaneError } from "../dataplane/errors";
import { type Failures, forEachTopic } from "../dataplane/many";
import type { Bookkeeping, Extra, MessageRecord } from "../messages/bookkeeping";
import { DeploymentError } from "../messages/deployment-error";
import type { LiveMessage, Message } from "../messages/message";
import { argumentsOf, type MessageValue } from "../messages/message-value";
import { nameInUrn, standing } from "../messages/ownership";
import { planOf, type TopicCase } from "../messages/plan";
import { duplicateTopicIssue, issueText, issueWithinSet } from "../validation/issue";
import { verdictOn } from "./clearing";
import { messageOf, outputsOfRecord, type SetInputs, type SetOutputs } from "./declared-set";
import { observe, type Sight } from "./observe";
import { Progress } from "./progress";
import { compose, describe, inSync, waysOn } from "./reconcile";
import type { Session } from "./session";
import { clearAll, verdictOnExtra } from "./set-clear";
import { declaredPlan, extrasOf, inStateOf, sameForAll } from "./set-plan";
import { Failed, Left, refusal } from "./set-report";
import { type Published, verify } from "./verify";

/** What a create or update of a set is about. */
export interface SetTask {
  session: Session;
  inputs: SetInputs;
  /** The state so far; undefined for a create. */
  olds: SetOutputs | undefined;
  before: Bookkeeping;
  /** Nonce that the markers are to carry. */
  nonce: string;
  dataPlane: DataPlane;
  place: Place;
}

/** One create or update of a set: what is to be done, what was done, and what is known of every message meanwhile. */
export class SetUpdate {
  readonly failed: Failed;
  readonly left = new Left();
  readonly records: Map<string, MessageRecord>;
  published = 0;
  unchanged = 0;
  cleared = 0;
  /** Topics that are to be published or cleared. */
  total = 0;
  /** Extras that are still to be cleared. */
  readonly extras: Map<string, Extra>;
  private readonly resource: { name: string; urn: string };
  /** `lastModifiedTime` of what was there before a publish. */
  private readonly times = new Map<string, number>();

  constructor(private readonly task: SetTask) {
    this.failed = new Failed(task.inputs);
    this.records = new Map(task.before.messages);
    this.extras = extrasOf(task.inputs, task.before);
    this.resource = { name: nameInUrn(task.inputs.__urn), urn: task.inputs.__urn };
  }

  /**
   * Plans, observes, publishes, sees that it is stored, and clears last. What fails is kept in `failed`.
   *
   * @throws DeploymentError where somebody else's messages are in the way: then nothing is published
   */
  async run(): Promise<void> {
    const { olds, inputs, before } = this.task;
    const plan = declaredPlan(olds, inputs, before);
    const isToBe = new Set(plan.publish);
    for (const [topic, value] of Object.entries(inputs.messages)) {
      const record = this.records.get(topic);
      if (record !== undefined && !isToBe.has(topic)) this.records.set(topic, { ...record, value });
    }
    // Should they outlive this run: they were not published with what the set now says of all messages.
    for (const topic of plan.clear) this.doubt(topic, false);
    this.unchanged = plan.unchanged;
    this.total = plan.publish.length + plan.clear.length;

    const topics = await this.settle(plan.publish);
    if (this.failed.isHopeless) this.fail({ byTopic: new Map(), untried: topics }, false);
    else await this.publish(topics);
    if (this.failed.none) await this.clear(plan.clear);
  }

  /** Looks at what is to be published over. What a killed run has published already is only noted. */
  private async settle(topics: readonly string[]): Promise<string[]> {
    const { inputs, before, nonce, place } = this.task;
    const cases: [string, TopicCase][] = [];
    const inTheWay = new Map<string, string>();
    const ways = new Set<string>();
    const take = (topic: string, sight: Sight) => {
      const record = before.messages.get(topic);
      const live = sight === "as in state" ? undefined : sight;
      const time = sight === "as in state" ? record?.time : live?.lastModifiedTime;
      if (time !== undefined) this.times.set(topic, time);
      const isDone = live !== undefined && this.isDone(topic, record, live);
      if (isDone) this.note(topic, live);
      const found = sight === "as in state" ? "ours" : standing(live, { owner: inputs.__owner, nonce });
      const inState = inStateOf(record);
      cases.push([topic, { declared: "otherwise", inState, live: found, isDone }]);
      // Described here, so that no payload is kept for longer than it takes to look at it.
      if (live === undefined || isDone || (found !== "foreign" && found !== "unmarked")) return;
      inTheWay.set(topic, describe(live));
      for (const way of waysOn(inState === "yes" ? "update" : "create", live)) ways.add(way);
    };
    const wanted = new Map(topics.map((topic) => [topic, before.messages.get(topic)]));
    const { failures } = await observe({ ...this.means(), topics: wanted, isProof: ({ found }) => !found, take });
    this.fail(failures, false);

    const settled = planOf(cases, inputs.overwrite ?? false);
    this.unchanged += settled.unchanged;
    if (settled.refuse.length > 0) {
      throw refusal(inputs, place, new Map(settled.refuse.map((topic) => [topic, inTheWay.get(topic) ?? ""])), ways);
    }
    return settled.publish;
  }

  private async publish(topics: readonly string[]): Promise<void> {
    const { session, dataPlane, place, inputs } = this.task;
    const progress = new Progress(session.log, this.resource, "published", topics.length);
    const published = new Map<string, Published>();
    const failures = await forEachTopic(topics, session.settings.concurrency, (topic) =>
      session.alone(topic, async () => {
        // Check has compared what is declared; the environment may make one place of two.
        const other = await session.holder(topic, place, inputs.__urn);
        if (other !== undefined)
          throw new DeploymentError(issueText(issueWithinSet(topic, duplicateTopicIssue(other))));
        const message = this.message(topic);
        const size = message.payload.length;
        const at = Date.now();
        await dataPlane.publish(message);
        this.records.set(topic, { value: this.value(topic), size });
        published.set(topic, { size, at, before: this.times.get(topic) });
        progress.step();
      }),
    );
    this.fail(failures, true);
    this.published = published.size;
    if (inputs.verify !== false && !this.failed.isHopeless) await this.verify(published);
  }

  private async verify(topics: Map<string, Published>): Promise<void> {
    const take = (topic: string, time: number) => {
      const record = this.records.get(topic);
      if (record !== undefined) this.records.set(topic, { ...record, time });
    };
    const failures = await verify({ ...this.means(), topics, message: (topic) => this.message(topic), take });
    for (const topic of failures.byTopic.keys()) {
      const record = this.records.get(topic);
      if (record !== undefined) this.records.set(topic, { ...record, doubt: "update" });
    }
    this.failed.add(failures);
  }

  private async clear(topics: readonly string[]): Promise<void> {
    const { session, dataPlane, place, olds, before } = this.task;
    const verdict = (topic: string, live: LiveMessage | undefined) => {
      const extra = this.extras.get(topic);
      if (extra !== undefined) return verdictOnExtra(live, extra);
      const record = before.messages.get(topic);
      return olds === undefined || record === undefined
        ? ({ step: "done" } as const)
        : verdictOn(live, outputsOfRecord(olds, topic, record));
    };
    const gone = (topic: string) => {
      this.records.delete(topic);
      this.extras.delete(topic);
    };
    const { resource, left } = this;
    const { failures, cleared } = await clearAll({
      session,
      dataPlane,
      place,
      resource,
      topics,
      verdict,
      gone,
      left,
    });
    this.failed.add(failures);
    this.cleared = cleared;
  }

  /** Whether what is live is what is declared, by our own publish: perhaps of a run that was killed. */
  private isDone(topic: string, record: MessageRecord | undefined, live: LiveMessage): boolean {
    const { olds, inputs } = this.task;
    const isKnown = olds !== undefined && record !== undefined && record.doubt === undefined;
    const previous = isKnown ? outputsOfRecord(olds, topic, record) : undefined;
    return inSync(live, this.message(topic), messageOf(inputs, topic, this.value(topic)), previous);
  }

  private note(topic: string, live: LiveMessage): void {
    const { lastModifiedTime: time, payload } = live;
    this.records.set(topic, { value: this.value(topic), size: payload.length, time });
  }

  /** Notes what has failed before anything was seen to be published, and keeps what is known of those messages. */
  private fail(failures: Failures, isPublish: boolean): void {
    this.failed.add(failures);
    for (const [topic, error] of failures.byTopic) {
      this.doubt(topic, isPublish && error instanceof DataPlaneError && error.mayHaveActed);
    }
    for (const topic of failures.untried) this.doubt(topic, false);
  }

  private doubt(topic: string, mayHaveActed: boolean): void {
    const { olds, inputs, before } = this.task;
    const record = before.messages.get(topic);
    if (record === undefined) {
      if (!mayHaveActed) return;
      const size = this.message(topic).payload.length;
      this.records.set(topic, { value: this.value(topic), size, doubt: "create" });
      return;
    }
    // What the set says of all messages is in the state from now on, though this one was not published with it.
    const isSameSet = olds === undefined || sameForAll(olds, inputs);
    if (isSameSet && !mayHaveActed) return void this.records.set(topic, record);
    // The marker that it was published with says whether an unmarked message may be cleared.
    const value = isSameSet ? record.value : { marker: olds.marker, ...argumentsOf(record.value) };
    this.records.set(topic, { ...record, value, doubt: record.doubt ?? "update" });
  }

  private value(topic: string): MessageValue {
    return this.task.inputs.messages[topic] ?? "";
  }

  private message(topic: string): Message {
    const { inputs, nonce } = this.task;
    return compose(messageOf(inputs, topic, this.value(topic)), nonce);
  }

  private means() {
    const { session, dataPlane } = this.task;
    return { dataPlane, listings: session.listings, concurrency: session.settings.concurrency };
  }
}
