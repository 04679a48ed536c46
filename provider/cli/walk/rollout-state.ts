import type { ExpectedMessage } from "../../convergence/observer";
import type { Place } from "../../dataplane/data-plane";
import { COMPLETE, isUnderWay } from "../../messages/rollout";
import { versionOf } from "../../messages/version";
import { SECRET_TEXT } from "../../pulumi/secret-text";
import { hasBytes } from "../../rollout/whole-message";
import { readPayload } from "../../topics/payload";
import type { RecordedMessage } from "../../topics/recorded";
import { entriesOf } from "../../topics/topic-map";
import { type ExportedResource, parseExport } from "../support/exported-resources";
import { StateResource } from "../support/state-resource";
import type { Standing } from "./walk";

/** How far the rollouts of a stack are, by its state. */
export class RolloutState implements Standing {
  /** Messages that a rollout has published, by topic, as devices are to acknowledge them. */
  readonly published = new Map<string, ExpectedMessage>();
  private readonly sets: readonly StateResource[];

  /** @throws CommandError if the text is no export of a stack with its secrets */
  static of(exported: string): RolloutState {
    const { resources, pending } = parseExport(exported, "the state");
    const isSet = ({ kind, isRead, isReplaced }: ExportedResource) =>
      kind === "RetainedMessageSet" && !isRead && !isReplaced;
    const sets = resources.filter(isSet);
    const isCutOff = sets.some(({ hasFailed }) => hasFailed) || pending.some((kind) => kind === "RetainedMessageSet");
    return new RolloutState(
      sets.map((resource) => new StateResource(resource)),
      isCutOff,
    );
  }

  private constructor(
    sets: readonly StateResource[],
    readonly isCutOff: boolean,
  ) {
    this.sets = sets;
    for (const set of sets) {
      for (const topic of set.stable.keys()) this.add(topic, set.recorded.messages.get(topic));
    }
  }

  /** Percentage of the rollouts that are under way, the smallest one; undefined if none is. */
  get percent(): number | undefined {
    const percents = this.sets.flatMap(({ rollout }) => (isUnderWay(rollout) ? [rollout?.percent ?? COMPLETE] : []));
    return percents.length === 0 ? undefined : Math.min(...percents);
  }

  get hasRolledOut(): boolean {
    return this.sets.some(({ rollout }) => rollout !== undefined);
  }

  /** Where the messages are; undefined if there are none. */
  get place(): Place | undefined {
    return this.sets.find(({ place }) => place !== undefined)?.place;
  }

  /** Whether a set is at a percentage. */
  follows(percent: number): boolean {
    return this.sets.some(({ rollout }) => rollout?.percent === percent);
  }

  /** The same state, which also knows what the deployment after another one has published. */
  after(before: RolloutState): RolloutState {
    const times = new Map(before.records().map(([topic, { storedTime }]) => [topic, storedTime]));
    for (const [topic, record] of this.records()) {
      const isNew = !times.has(topic) || times.get(topic) !== record.storedTime;
      if (isNew || before.published.has(topic)) this.add(topic, record);
    }
    return this;
  }

  /** A topic as it may be shown. */
  shown(topic: string): string {
    return this.sets.some((set) => set.hasSecretTopics && set.has(topic)) ? SECRET_TEXT : topic;
  }

  private records(): [string, RecordedMessage][] {
    return this.sets.flatMap(({ recorded }) => [...entriesOf(recorded.messages)]);
  }

  private add(topic: string, record: RecordedMessage | undefined): void {
    if (record === undefined) return;
    const { message, storedTime } = record;
    // Of the file of an asset, the state has no bytes: the live message is read.
    const version = hasBytes(message) ? versionOf(readPayload(message)) : undefined;
    this.published.set(topic, { version, messageExpiry: message.messageExpiry, storedTime });
  }
}
