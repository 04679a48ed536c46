import { defined } from "../messages/defined";
import { sameUserProperties } from "../messages/message";
import { argumentsOf, type MessageArguments, type MessageValue, shortest } from "../messages/message-value";
import { isUnderWay } from "../messages/rollout";
import { type ForAll, messageWithin, sameForAll, wholeMessage } from "../rollout/whole-message";
import type { DesiredMessage } from "../topics/desired";
import type { TopicOutcome } from "../topics/outcome";
import type { RecordedMessage } from "../topics/recorded";
import type { StoredRecord } from "./bookkeeping";
import type { SetBefore, SetInputs, SetState } from "./set-types";

const certainties = { create: "unconfirmed create", update: "unconfirmed update" } as const;

/** A record as the topics of every kind of resource have it. */
export function recordFromStored(
  set: SetState,
  { value, size, time, doubt, found, left, free, held }: StoredRecord,
): RecordedMessage {
  return {
    message: wholeMessage(set, value),
    size,
    storedTime: time,
    publishedTime: found ? undefined : time,
    isFound: found === true,
    isLeft: left === true,
    wasFree: free === true,
    isHeld: held === true,
    nonce: set.__state?.nonce,
    hasUnreadableDigest: true,
    certainty: doubt === undefined ? "confirmed" : certainties[doubt],
  };
}

/** A record as it lies in the state. @param value its message in the form of the declaration */
export function storedAs(record: RecordedMessage, value: MessageValue): StoredRecord {
  const { size = 0, storedTime, isFound, wasFree, isHeld, certainty } = record;
  const doubts = { "unconfirmed create": "create", "unconfirmed update": "update", confirmed: undefined } as const;
  return {
    value,
    size,
    ...defined({ time: storedTime, doubt: doubts[certainty] }),
    ...(isFound ? { found: true as const } : {}),
    ...(wasFree ? { free: true as const } : {}),
    ...(isHeld ? { held: true as const } : {}),
  };
}

/** A recorded message in the form in which it was declared: what the set says of all is not said again. */
export function valueAs(set: SetState, before: MessageValue, now: DesiredMessage): MessageValue {
  const all = wholeMessage(set, before);
  const { payload: _, payloadBase64: __, ...declared } = argumentsOf(before);
  const { payload, payloadBase64, qos, userProperties, version = false, marker } = now;
  const value: MessageArguments = {
    ...declared,
    ...defined({ payload, payloadBase64 }),
    ...(qos === all.qos ? {} : { qos }),
    ...(sameUserProperties(userProperties, all.userProperties) ? {} : { userProperties: userProperties ?? {} }),
    ...(version === (all.version ?? false) ? {} : { version }),
    ...(marker === all.marker ? {} : { marker }),
  };
  return shortest(value);
}

/** What is known of every message after a create or an update. */
export function recordsAfter(
  inputs: SetInputs,
  before: SetBefore | undefined,
  outcomes: ReadonlyMap<string, TopicOutcome>,
  isFinished: boolean,
): Map<string, StoredRecord> {
  const olds = before?.state;
  const messages = before?.recorded.stored.messages ?? new Map<string, StoredRecord>();
  const otherwise = olds === undefined || sameForAll(olds, inputs) ? undefined : olds;
  const isRolling = isUnderWay(inputs.rollout);
  const freeIf = (is: unknown) => (is && (isRolling || !isFinished) ? { free: true as const } : {});
  const heldIf = (is: boolean) => (is && isRolling ? { held: true as const } : {});
  const records = new Map<string, StoredRecord>();
  for (const [topic, { free, held, ...known }] of messages) {
    const outcome = outcomes.get(topic);
    const value = inputs.messages[topic];
    if (outcome?.is === "gone") continue;
    const asNow = { ...known, ...freeIf(free), ...heldIf(value === undefined) };
    if (outcome === undefined && value !== undefined) {
      records.set(topic, { ...asNow, value });
      continue;
    }
    const record = otherwise === undefined ? asNow : recordWithin(inputs, otherwise, asNow);
    if (outcome?.is === "left") records.set(topic, { ...record, left: true });
    else if (outcome?.is === "unknown") records.set(topic, { ...record, doubt: record.doubt ?? "update" });
    else records.set(topic, record);
  }
  for (const [topic, outcome] of outcomes) {
    const value = inputs.messages[topic] ?? "";
    if (outcome.is === "unknown" && !messages.has(topic)) {
      records.set(topic, { value, size: outcome.size, doubt: "create", ...freeIf(outcome.wasFree) });
    }
    if (outcome.is === "published") {
      const { size, storedTime: time, isConfirmed, wasFree } = outcome;
      const free = freeIf(wasFree || messages.get(topic)?.free);
      const doubt = isConfirmed ? {} : { doubt: "update" as const };
      records.set(topic, { value, size, ...defined({ time }), ...doubt, ...free });
    }
  }
  return records;
}

/** A record within other defaults: it stays what was published. */
function recordWithin(now: ForAll, before: ForAll, record: StoredRecord): StoredRecord {
  return { ...record, value: messageWithin(now, wholeMessage(before, record.value)) };
}
