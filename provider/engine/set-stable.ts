import { defined } from "../messages/defined";
import { isUnderWay } from "../messages/rollout";
import { readStable, type StableMessage, writeStable } from "../rollout/stable";
import { changedParts } from "../topics/changes";
import type { TopicOutcome } from "../topics/reconcile";
import type { RecordedMessage } from "../topics/recorded";
import type { RecordedSet, SetBefore, SetInputs, SetState } from "./retained-message-set-state";

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
  const stable = new Map<string, StableMessage>([...readStable(inputs.__stable), ...readStable(before.state.__stable)]);
  for (const [topic, outcome] of outcomes) {
    const hasChanged =
      outcome.is === "published" || outcome.is === "unknown" || (outcome.is === "gone" && outcome.isEmpty);
    if (hasChanged && !stable.has(topic)) stable.set(topic, before.recorded.messages.get(topic)?.message ?? null);
  }
  return writeStable(stable);
}

/**
 * The stable messages after a refresh that has found drift: what a topic should have had, the inputs do not say any more.
 *
 * @param changed records that the refresh has changed
 */
export function stableAfterRefresh(
  { rollout, __stable }: SetState,
  recorded: RecordedSet,
  changed: ReadonlyMap<string, RecordedMessage | undefined>,
): string | undefined {
  const stable = readStable(__stable);
  for (const [topic, found] of changed) {
    const before = recorded.messages.get(topic);
    const known = stable.get(topic);
    if (known === undefined) {
      if (before !== undefined && !before.isLeft && !before.isHeld && !isSame(before.message, found))
        stable.set(topic, before.message);
    } else if (!isUnderWay(rollout) && known !== null && isSame(known, found)) {
      // Somebody has put it back.
      stable.delete(topic);
    }
  }
  return writeStable(stable);
}

/** Inputs or a state with other stable messages. */
export function withStable<T extends { __stable?: string }>(inputs: T, stable: string | undefined): T {
  const { __stable: _, ...others } = inputs;
  return { ...others, ...defined({ __stable: stable }) } as T;
}

function isSame(message: StableMessage & object, found: RecordedMessage | undefined): boolean {
  return found !== undefined && changedParts(message, found.message).length === 0;
}
