import { defined } from "../messages/defined";
import { SECRET_TEXT } from "../pulumi/secret-text";
import { type DesiredMessage, type DesiredTopics, messageIn, withMessage } from "../topics/desired";
import type { TopicOutcome } from "../topics/outcome";
import { type Certainty, type RecordedMessage, type RecordedTopics, recordedDigest } from "../topics/recorded";
import { wordingOfOne } from "../topics/wording";
import { duplicateTopicIssue } from "../validation/declarations";
import { issueText } from "../validation/issue";
import { declaredAgain, type PlaceState } from "./place-in-state";
import type { RetainingInputs, SharedOutputs } from "./shared-state";
import type { TopicsCodec } from "./topics-codec";

/** A RetainedMessage after check: what its author declared, completed from the stack's configuration. */
export interface MessageInputs extends RetainingInputs, DesiredMessage {
  topic: string;
}

/**
 * A RetainedMessage in state: its inputs, and what is needed to read, update and delete it later. State that was
 * written for an import may lack all that is optional here.
 */
export interface MessageState extends MessageInputs, SharedOutputs {
  payloadSha256?: string;
  payloadSize?: number;
  lastModifiedTime?: number;
  __state?: PlaceState & {
    /** Nonce of the marker. */
    nonce?: string;
    /** `lastModifiedTime` of what was published. Unlike the output, refresh does not move it. */
    publishedTime?: number;
    /** The marker was written with the digest of what cannot be read back, if there is any. */
    hasDigest?: true;
    /** An update has failed after it may have published: the engine has kept the inputs of before. */
    isAhead?: true;
    /** A refresh has found it, and somebody else has published it: told here if `publishedTime` is not known. */
    found?: true;
    /** Nobody knows whether the publish of the create was acted on: a message without our marker is not ours. */
    uncertain?: true;
  };
}

export const messageCodec: TopicsCodec<MessageInputs, MessageState> = {
  isSet: false,

  // An id is shown and stored as it stands, so that a secret topic is none.
  idOf: (inputs, nonce) => (isSecretTopic(inputs) ? `retained-message-${nonce}` : inputs.topic),

  desired(inputs): DesiredTopics {
    const left = new Set(inputs.__ignored);
    return {
      messages: new Map([[inputs.topic, messageIn(inputs)]]),
      overwrite: inputs.overwrite ?? false,
      verify: true,
      exclusive: [],
      leftToOthers: () => left,
    };
  },

  recorded(state): RecordedTopics {
    return { messages: new Map([[state.topic, recordInState(state)]]), extras: new Map() };
  },

  write({ inputs, before, place, nonce, done, isFinished }): MessageState {
    const olds = before?.state;
    const outcome = done.outcomes.get(inputs.topic);
    const regionDeclared = inputs.region !== undefined;
    if (olds !== undefined && outcome === undefined) return restated(inputs, olds, regionDeclared);
    const state = stateAfter(outcome, inputs, olds);
    const isAhead = isFinished || olds === undefined ? {} : { isAhead: true as const };
    return { ...state, ...place, __state: { ...state.__state, nonce, regionDeclared, ...isAhead } };
  },

  refreshed(id, { state }, place, { changed, hasDrifted }) {
    if (!changed.has(state.topic)) return { id, props: state };
    const record = changed.get(state.topic);
    if (record === undefined) return {};
    const props = { ...withRecord(state, record), ...place };
    return hasDrifted ? drifted(id, props) : { id, props };
  },

  wording: (resource) => ({
    ...wordingOfOne(isSecretTopic(resource) ? SECRET_TEXT : resource.topic),
    claimed: (topic, urn) => issueText(duplicateTopicIssue(urn, isSecretTopic(resource) ? SECRET_TEXT : topic)),
  }),
};

/** Whether the topic must not be shown. */
function isSecretTopic({ __secrets }: Pick<MessageInputs, "__secrets">): boolean {
  return __secrets?.includes("topic") ?? false;
}

function recordInState(state: MessageState): RecordedMessage {
  const { payloadSha256, payloadSize: size, lastModifiedTime: storedTime, __state = { regionDeclared: false } } = state;
  const { nonce, publishedTime, found, hasDigest = false } = __state;
  const isOther =
    publishedTime === undefined ? found === true : storedTime !== undefined && publishedTime !== storedTime;
  return {
    message: messageIn({ ...state, marker: state.marker ?? true }),
    ...defined({ payloadSha256, size, storedTime, publishedTime, nonce }),
    hasUnreadableDigest: hasDigest,
    certainty: certaintyOf(state),
    ...(isOther && !state.marker ? { isFound: true } : {}),
  };
}

/** An update that was not seen is stored by leaving `lastModifiedTime` out. */
function certaintyOf({ __state, dataEndpoint, lastModifiedTime }: MessageState): Certainty {
  if (__state?.uncertain) return "unconfirmed create";
  // State that was written for an import has no time either, and no endpoint until somebody has looked.
  return dataEndpoint !== undefined && lastModifiedTime === undefined ? "unconfirmed update" : "confirmed";
}

/** The state after an update that had nothing to publish: nobody has looked, so all else is as it was. */
function restated(inputs: MessageInputs, olds: MessageState, regionDeclared: boolean): MessageState {
  const { region, dataEndpoint, accountId, payloadSha256, payloadSize, lastModifiedTime } = olds;
  const known = defined({ dataEndpoint, accountId, payloadSha256, payloadSize, lastModifiedTime });
  const { isAhead, ...__state } = olds.__state ?? { regionDeclared };
  return { ...defined({ region }), ...inputs, ...known, __state: { ...__state, regionDeclared } };
}

/** The state after a publish, without the place, and of `__state` only what the outcome says. */
function stateAfter(outcome: TopicOutcome | undefined, inputs: MessageInputs, olds: MessageState | undefined) {
  const message = outcome?.is === "published" || outcome?.is === "unknown" ? outcome.message : undefined;
  const effective = message === undefined ? inputs : withMessage(inputs, message);
  if (outcome?.is !== "published") {
    // Without a time, the payload's digest proves a message that has no marker.
    const isUncertain = olds === undefined || olds.__state?.uncertain === true;
    const uncertain = isUncertain ? { uncertain: true as const } : {};
    return { ...effective, __state: { hasDigest: true as const, ...uncertain } };
  }
  const { size: payloadSize, payloadSha256, storedTime, isConfirmed } = outcome;
  const seen = isConfirmed ? defined({ lastModifiedTime: storedTime }) : {};
  const __state = { ...defined({ publishedTime: storedTime }), hasDigest: true as const };
  return { ...effective, payloadSha256, payloadSize, ...seen, __state };
}

/** The state with another record. */
function withRecord(state: MessageState, record: RecordedMessage): MessageState {
  const { lastModifiedTime, payloadSize, payloadSha256, __state = { regionDeclared: false }, ...rest } = state;
  const { uncertain, found: _, ...certain } = __state;
  const { size, certainty, isFound = false, publishedTime } = record;
  const found = isFound && publishedTime === undefined ? { found: true as const } : {};
  const storedTime = certainty === "unconfirmed update" ? undefined : record.storedTime;
  return {
    ...withMessage(rest, record.message),
    ...defined({ payloadSha256: recordedDigest(record), payloadSize: size, lastModifiedTime: storedTime }),
    __state: certainty === "unconfirmed create" ? __state : { ...certain, ...found },
  };
}

/** State and inputs after somebody else published: the engine then has inputs of this state again. */
function drifted(id: string, props: MessageState) {
  const { isAhead, ...__state } = props.__state ?? { regionDeclared: false };
  const { payloadSha256, payloadSize, lastModifiedTime, ...rest } = props;
  return { id, props: { ...props, __state }, inputs: declaredAgain(rest) };
}
