import { defined } from "../messages/defined";
import { isUnderWay, type Rollout, type RolloutInState } from "../messages/rollout";
import { readStable, type StableMessage, writeStable } from "../rollout/stable";
import { changedParts } from "../topics/changes";
import type { TopicOutcome } from "../topics/outcome";
import type { RecordedMessage } from "../topics/recorded";
import { isRecord } from "../validation/is-record";
import type { RecordedSet, SetBefore, SetInputs, SetState } from "./set-types";

/**
 * The stable messages after an update that has failed half way. The engine keeps the inputs of before, which have them too; a
 * refresh makes new inputs of this.
 */
export function stableAfterFailure(
  inputs: SetInputs,
  before: SetBefore | undefined,
  outcomes: ReadonlyMap<string, TopicOutcome>,
): string | undefined {
  // After a create, the engine keeps the inputs of that.
  if (before === undefined) return inputs.__stable;
  const { messages, waiting } = readStable(inputs.__stable);
  const stable = new Map<string, StableMessage>([...messages, ...readStable(before.state.__stable).messages]);
  for (const [topic, { held }] of before.recorded.stored.messages) {
    // It came with a rollout, and was not there before.
    if (held && !stable.has(topic)) stable.set(topic, null);
  }
  for (const [topic, outcome] of outcomes) {
    const hasChanged =
      outcome.is === "published" || outcome.is === "unknown" || (outcome.is === "gone" && outcome.isEmpty);
    if (!hasChanged || stable.has(topic)) continue;
    stable.set(topic, before.recorded.messages.get(topic)?.message ?? null);
  }
  return writeStable({ messages: stable, waiting });
}

/**
 * A state after a refresh that has found drift, with the stable messages: what a topic should have had, the inputs do not say
 * any more. Only inputs with a rollout can keep it, without showing a change in every preview after a refresh.
 *
 * @param changed records that the refresh has changed
 * @param isLeft whether `ignoreChanges` leaves a topic to others
 */
export function withStableAfterRefresh(
  state: SetState,
  recorded: RecordedSet,
  changed: ReadonlyMap<string, RecordedMessage | undefined>,
  isLeft: (topic: string) => boolean,
): SetState {
  const { __drifted, ...before } = state;
  const { messages: stable, waiting } = readStable(before.__stable);
  // What is ours, and not as recorded, a killed run has published: the way back has to know what was there before.
  const hasOurs = [...changed.values()].some((found) => found !== undefined && !found.isFound);
  const isKept = (before.__stable !== undefined && !__drifted) || before.rollout !== undefined || hasOurs;
  for (const [topic, found] of changed) {
    const record = recorded.messages.get(topic);
    const known = stable.get(topic);
    if (record === undefined || record.isLeft || record.isHeld || isLeft(topic)) continue;
    if (known === undefined) {
      if (!isSame(record.message, found)) stable.set(topic, record.message);
    } else if (!isUnderWay(before.rollout) && known !== null && isSame(known, found)) {
      // Somebody has put it back.
      stable.delete(topic);
    }
  }
  const now = withStable(before, writeStable({ messages: stable, waiting }));
  return now.__stable === undefined || isKept ? now : { ...now, __drifted: true };
}

/** Inputs or a state with other stable messages. */
export function withStable<T extends { __stable?: string }>(inputs: T, stable: string | undefined): T {
  const { __stable: _, ...others } = inputs;
  return { ...others, ...defined({ __stable: stable }) } as T;
}

/** Inputs as the engine has them: with the stable messages inside of the rollout, beside which a preview shows them. */
export function withStableInside<T extends { rollout?: Rollout; __stable?: string }>({ __stable, ...inputs }: T) {
  return __stable === undefined ? inputs : { ...inputs, rollout: { ...inputs.rollout, stable: __stable } };
}

/** Inputs as handlers have them. */
export function withStableOutside<T extends { rollout?: RolloutInState }>(inputs: T): T & { __stable?: string } {
  const { rollout, ...others } = inputs;
  if (!isRecord(rollout)) return inputs;
  const { stable, ...declared } = rollout as RolloutInState;
  const isDeclared = stable === undefined || Object.keys(declared).length > 0;
  return { ...others, ...(isDeclared ? { rollout: declared } : {}), ...defined({ __stable: stable }) } as T;
}

function isSame(message: StableMessage & object, found: RecordedMessage | undefined): boolean {
  return found !== undefined && changedParts(message, found.message).length === 0;
}
