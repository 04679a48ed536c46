import { AppliedTopics } from "../messages/applied-topics";
import { defined } from "../messages/defined";
import { isExtra } from "../messages/extra";
import { isUnderWay } from "../messages/rollout";
import { messagePath } from "../pulumi/message-path";
import { isUnknown } from "../pulumi/unknowns";
import { nameInUrn } from "../pulumi/urn";
import { readStable } from "../rollout/stable";
import { wholeMessage } from "../rollout/whole-message";
import type { DesiredTopics, RolloutUnderWay } from "../topics/desired";
import { readOnDemand } from "../topics/topic-map";
import { wordingOfMany } from "../topics/wording";
import { duplicateTopicIssue } from "../validation/declarations";
import { isRecord } from "../validation/is-record";
import { issueText, issueWithinSet } from "../validation/issue";
import { type Bookkeeping, declarationDigest, decodeBookkeeping, encodeBookkeeping } from "./bookkeeping";
import { declaredAgain } from "./place-in-state";
import { recordFromStored, recordsAfter, storedAs, valueAs } from "./set-records";
import { stableAfterFailure, withStable, withStableAfterRefresh, withStableInside } from "./set-stable";
import type { RecordedSet, SetInputs, SetState } from "./set-types";
import type { TopicsCodec } from "./topics-codec";

export const setCodec: TopicsCodec<SetInputs, SetState, RecordedSet> = {
  isSet: true,

  idOf: ({ __urn }) => nameInUrn(__urn),

  desired(inputs): DesiredTopics {
    const { messages, rollout, __stable, __ignored: ignored = [] } = inputs;
    const isLeft = (topic: string) => ignored.includes("messages") || ignored.includes(messagePath(topic));
    return {
      messages: readOnDemand(new Map(Object.entries(messages)), (_topic, value) => wholeMessage(inputs, value)),
      overwrite: inputs.overwrite ?? false,
      verify: inputs.verify !== false,
      exclusive: inputs.exclusive ?? [],
      ...defined({ applied: appliedTopics(inputs) }),
      leftToOthers: (topic) => (ignored.length > 0 && isLeft(topic) ? "message" : NOTHING_LEFT),
      rollout: isUnderWay(rollout) ? reachedBy(__stable) : undefined,
    };
  },

  recorded(state): RecordedSet {
    const stored = decodeBookkeeping(state.__bookkeeping);
    const messages = readOnDemand(stored.messages, (_topic, record) => recordFromStored(state, record));
    return {
      messages,
      extras: stored.extras,
      stored,
      // Only a refresh asks for it: a preview need not unpack the stable messages once more.
      get waiting() {
        return state.overwrite ? [] : readStable(state.__stable).waiting;
      },
    };
  },

  write({ inputs: declared, before, place, nonce, done, isFinished }): SetState {
    const { messages: _, ...inputs } = declared;
    const olds = before?.state;
    const stored = before?.recorded.stored ?? NOTHING_STORED;
    const messages = recordsAfter(declared, before, done.outcomes, isFinished);
    // If an update fails, the engine keeps the inputs of before.
    const declaration = isFinished || olds === undefined ? declarationDigest(declared) : stored.declaration;
    return {
      ...(isFinished ? inputs : withStable(inputs, stableAfterFailure(declared, before, done.outcomes))),
      ...(!isFinished && olds?.__drifted ? { __drifted: true } : {}),
      ...place,
      ...bookkept({ messages, extras: done.extras, ...defined({ declaration }) }),
      revision: revisionAfter(olds, done.total),
      __state: { nonce, regionDeclared: inputs.region !== undefined },
    };
  },

  refreshed(id, { state, recorded }, _place, { changed, extras, hasDrifted }) {
    if (changed.size === 0 && !hasDrifted) return { id, props: state };
    const messages = new Map(recorded.stored.messages);
    for (const [topic, record] of changed) {
      const stored = messages.get(topic);
      if (record === undefined) messages.delete(topic);
      else messages.set(topic, storedAs(record, valueAs(state, stored?.value ?? "", record.message)));
    }
    if (!hasDrifted) return { id, props: { ...state, ...bookkept({ ...recorded.stored, messages }) } };
    const values = [...messages]
      .filter(([, { left, held }]) => !left && !held)
      .map(([topic, { value }]): [string, unknown] => [topic, value]);
    const found = Object.fromEntries([...values, ...extras]);
    const declaration = declarationDigest({ ...state, messages: found });
    const { leftToOthers } = setCodec.desired({ ...state, messages: {} });
    const now = withStableAfterRefresh(state, recorded, changed, (topic) => leftToOthers(topic) === "message");
    const props = { ...now, ...bookkept({ messages, extras: new Map(extras), declaration }) };
    return { id, props, inputs: inputsOf(now, found) };
  },

  wording: ({ __secrets: secrets = [] }, name) => ({
    ...wordingOfMany(name, secrets.includes("messages")),
    claimed: (topic, urn) => issueText(issueWithinSet(topic, duplicateTopicIssue(urn))),
  }),
};

const NOTHING_STORED: Bookkeeping = { messages: new Map(), extras: new Map() };
const NOTHING_LEFT: ReadonlySet<string> = new Set();

/** The topics on which devices acknowledge the messages of a set; undefined if it does not say, or not yet. */
export function appliedTopics({ applied }: Pick<SetInputs, "applied">): AppliedTopics | undefined {
  return applied === undefined || isUnknown(applied) ? undefined : new AppliedTopics(applied);
}

/** Inputs without the extras that a refresh has put among them, and that `ignoreChanges` keeps there. */
export function withoutExtras<T extends { messages?: unknown }>(news: T): T {
  const { messages } = news;
  if (!isRecord(messages)) return news;
  const entries = Object.entries(messages);
  if (!entries.some(([, value]) => isExtra(value))) return news;
  return { ...news, messages: Object.fromEntries(entries.filter(([, value]) => !isExtra(value))) };
}

/** What a rollout has reached are the topics that have another message than their stable one. */
function reachedBy(text: string | undefined): RolloutUnderWay {
  const { messages, waiting } = readStable(text);
  return { hasReached: (topic) => messages.has(topic), waiting };
}

/** Counts an update that had something to do, even if a killed run had done it: that run could not raise the revision. */
function revisionAfter(olds: SetState | undefined, total: number): number {
  // A set that is created anew must not have a revision that the one before had.
  if (olds === undefined) return Math.floor(Date.now() / 1000);
  const { revision = 0 } = olds;
  return total > 0 ? revision + 1 : revision;
}

function bookkept(state: Bookkeeping) {
  const sizes = [...state.messages.values()].flatMap(({ size, left }) => (left ? [] : [size]));
  return {
    count: sizes.length,
    payloadBytes: sizes.reduce((sum, size) => sum + size, 0),
    __bookkeeping: encodeBookkeeping(state),
  };
}

function inputsOf(state: SetState, messages: object): object {
  const { __bookkeeping, __drifted, count, payloadBytes, revision, ...rest } = state;
  const inputs = { ...declaredAgain(rest), messages };
  return __drifted ? withStable(inputs, undefined) : withStableInside(inputs);
}
