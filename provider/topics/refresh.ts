import { forEachTopic } from "../dataplane/many";
import { missing } from "../dataplane/places";
import type { AppliedTopics } from "../messages/applied-topics";
import { sha256 } from "../messages/digest";
import type { Extra } from "../messages/extra";
import { isMarked } from "../messages/marker";
import { expired, type LiveMessage } from "../messages/message";
import { isUnderPrefix } from "../messages/topic";
import { leftoverFound } from "./leftovers";
import { type Observed, observe } from "./observe";
import { ownershipOf } from "./ownership";
import { asFound, isAsRecorded, type RecordedMessage, type RecordedTopics, vouchesFor } from "./recorded";
import { FailedTopics } from "./report";
import type { Wording } from "./wording";
import { meansOf, type TopicWork } from "./work";

/** A refresh of the topics of a resource. */
export interface RefreshWork extends TopicWork {
  recorded: RecordedTopics;
  /** Nonce of the resource; undefined after an import. */
  nonce: string | undefined;
  /** Prefixes of topics under which nothing else may exist. */
  exclusive: readonly string[];
  /** Topics under those prefixes on which devices acknowledge the messages. */
  applied?: AppliedTopics | undefined;
  /** False if it is not known whether this is still the account in state. */
  isSameAccount: boolean;
  wording: Wording;
}

/** What a refresh has found. */
export interface Refreshed {
  /** Records that have changed, by topic; undefined for a topic that the resource does not have any more. */
  changed: Map<string, RecordedMessage | undefined>;
  /** What is there under the exclusive prefixes. */
  extras: ReadonlyMap<string, Extra>;
  /** Whether live messages or extras are others than those in state. */
  hasDrifted: boolean;
}

/**
 * Looks at the live messages of a resource.
 *
 * @throws the failure if some could not be read: then the state stays as it is
 */
export async function refresh(work: RefreshWork): Promise<Refreshed> {
  const { recorded, nonce, owner, exclusive, applied, isSameAccount, place, wording } = work;
  const changed = new Map<string, RecordedMessage | undefined>();
  const failed = new FailedTopics();
  let hasDrifted = false;
  const onWaiting = (topic: string, live: Observed) => {
    if (live === undefined || live === "as in state" || nonce === undefined) return;
    if (ownershipOf(live, { owner, nonce }) === "ours") changed.set(topic, leftoverFound(live, nonce));
  };
  const onEach = (topic: string, observed: Observed) => {
    const record = recorded.messages.get(topic);
    if (record === undefined) onWaiting(topic, observed);
    if (record === undefined || (observed === "as in state" && !record.isLeft)) return;
    if (observed === undefined && !isSameAccount) throw missing(topic, place);
    const now = record.isLeft ? leftAfter(record, observed, work.owner) : recordAfter(record, observed, work.owner);
    if (now.record === record) return;
    changed.set(topic, now.record);
    // What is not declared shows no drift.
    hasDrifted ||= now.hasDrifted && record.isHeld !== true;
  };
  const candidates: string[] = [];
  const onOther = (topic: string) => {
    const isExtra = isUnderPrefix(topic, exclusive) && !applied?.acknowledges(topic, recorded.messages);
    if (isExtra) candidates.push(topic);
  };
  const looked = await observe({
    ...meansOf(work),
    topics: [...recorded.messages.keys(), ...(recorded.waiting ?? [])],
    total: recorded.messages.size,
    recorded: recorded.messages,
    isProof: () => true,
    onEach,
    ...(exclusive.length === 0 ? {} : { onOther }),
  });
  failed.add(looked.failures);
  // What cannot be listed is as it was.
  const isKnown = exclusive.length === 0 || looked.isComplete;
  const extras = isKnown ? await extrasAmong(candidates, work, failed) : recorded.extras;
  if (!failed.none) throw wording.failure(failed, "read", recorded.messages.size);
  return { changed, extras, hasDrifted: hasDrifted || !sameExtras(recorded.extras, extras) };
}

/** A record after a look at the live message: the same one, another one, or undefined if it is none any more. */
function recordAfter(
  record: RecordedMessage,
  live: Observed,
  owner: string,
): { record: RecordedMessage | undefined; hasDrifted: boolean } {
  if (live === "as in state") return { record, hasDrifted: false };
  const isUnconfirmedCreate = record.certainty === "unconfirmed create";
  if (live === undefined) {
    const isGone = isUnconfirmedCreate || hasVanished(record);
    return { record: isGone ? undefined : record, hasDrifted: true };
  }
  const ownership = ownershipOf(live, { owner, nonce: record.nonce });
  // It was never certain that anything of ours was there.
  if (isUnconfirmedCreate && ownership !== "ours") return { record: undefined, hasDrifted: true };
  if (isAsRecorded(live, record)) return { record: seenAgain(record, live), hasDrifted: false };
  const { message: _, payloadSha256: __, isFound: ___, ...rest } = record;
  const { lastModifiedTime: storedTime, payload } = live;
  const message = asFound(live, record);
  const found = { ...rest, message, size: payload.length, storedTime };
  if (ownership !== "ours") return { record: { ...found, certainty: "confirmed", isFound: true }, hasDrifted: true };
  // A run whose end nobody has seen has published it, perhaps with other properties that cannot be read back.
  const certainty = vouchesFor(live, record, message) ? "confirmed" : "unconfirmed update";
  return { record: { ...found, certainty }, hasDrifted: true };
}

/** A record of a message that was left to another resource. That resource may not have published. */
function leftAfter(record: RecordedMessage, live: Observed, owner: string) {
  const { isLeft, ...ours } = record;
  const isStillOurs = live === "as in state" || ownershipOf(live, { owner, nonce: record.nonce }) === "ours";
  return isStillOurs ? { record: ours, hasDrifted: true } : { record: undefined, hasDrifted: false };
}

/** A record of a message that is as recorded. */
function seenAgain(record: RecordedMessage, live: LiveMessage): RecordedMessage {
  const { certainty, storedTime, message } = record;
  const { lastModifiedTime, payload } = live;
  // Without a marker nothing vouches for what cannot be read, so that a doubt about it stays.
  if (certainty !== "confirmed" && !message.marker) return record;
  if (certainty === "confirmed" && storedTime === lastModifiedTime) return record;
  // Without a marker, whoever has published the same again is not known to be us.
  const isFound = !message.marker && storedTime !== undefined && storedTime !== lastModifiedTime;
  return {
    ...record,
    certainty: "confirmed",
    storedTime: lastModifiedTime,
    size: payload.length,
    ...(isFound ? { isFound } : {}),
  };
}

/**
 * Whether a message that is gone was not to go. After its expiry it is gone as declared, unless its declaration asks for
 * it to be published again. If nobody knows when it was published, it may have expired.
 */
export function hasVanished({ message: { messageExpiry, onExpiry }, storedTime }: RecordedMessage): boolean {
  if (onExpiry === "republish" || messageExpiry === undefined) return true;
  return storedTime !== undefined && !expired(messageExpiry, storedTime, Date.now());
}

/** Those of the topics under the exclusive prefixes whose messages are nobody's. */
async function extrasAmong(topics: readonly string[], work: RefreshWork, failed: FailedTopics) {
  const { dataPlane, session } = work;
  const extras = new Map<string, Extra>();
  const look = async (topic: string) => {
    const live = await dataPlane.get(topic);
    if (live === undefined || isMarked(live.userProperties)) return;
    extras.set(topic, { payloadSize: live.payload.length, payloadSha256: sha256(live.payload) });
  };
  failed.add(await forEachTopic(topics, session.settings.concurrency, look));
  return extras;
}

function sameExtras(a: ReadonlyMap<string, Extra>, b: ReadonlyMap<string, Extra>): boolean {
  return (
    a.size === b.size && [...a].every(([topic, { payloadSha256 }]) => b.get(topic)?.payloadSha256 === payloadSha256)
  );
}
