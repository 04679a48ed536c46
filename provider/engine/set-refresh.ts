import type { DataPlane, Place } from "../dataplane/data-plane";
import { forEachTopic } from "../dataplane/many";
import { missing } from "../dataplane/places";
import { type Bookkeeping, decode, type Extra, type MessageRecord } from "../messages/bookkeeping";
import { sha256 } from "../messages/digest";
import { type LiveMessage, vanished } from "../messages/message";
import type { MessageValue } from "../messages/message-value";
import { isMarked, standing } from "../messages/ownership";
import { isUnderPrefix } from "../messages/topic";
import { liveValue, outputsOfRecord, type SetOutputs } from "./declared-set";
import { observe, type Sight } from "./observe";
import type { Session } from "./session";
import { Failed } from "./set-report";
import { isAsRecorded } from "./state";

/** A set that is to be refreshed. */
export interface RefreshTask {
  session: Session;
  props: SetOutputs;
  place: Place;
  /** False where it is not known whether this is still the account in state. */
  isSame: boolean;
}

/** What has become of a set: its state, and its messages in the form of inputs. */
export interface Refreshed {
  state: Bookkeeping;
  messages: Record<string, MessageValue | Extra>;
}

/**
 * The live messages of a set.
 *
 * @returns undefined where they are those in state
 * @throws DeploymentError where some could not be read: then the state stays as it is
 */
export async function refreshed({ session, props, place, isSame }: RefreshTask): Promise<Refreshed | undefined> {
  const before = decode(props.__bookkeeping);
  const dataPlane = session.places.dataPlane(place);
  const messages = new Map<string, MessageRecord>(before.messages);
  let hasDrifted = false;
  const take = (topic: string, sight: Sight) => {
    const record = before.messages.get(topic);
    if (sight === "as in state" || record === undefined) return;
    if (sight === undefined && !isSame) throw missing(topic, place);
    const now = recordNow(props, topic, record, sight, place);
    if (now === record) return;
    hasDrifted = true;
    if (now === undefined) messages.delete(topic);
    else messages.set(topic, now);
  };
  const { listings, settings } = session;
  const { concurrency } = settings;
  const failed = new Failed(props);
  const candidates: string[] = [];
  const prefixes = props.exclusive ?? [];
  const other = (topic: string) => isUnderPrefix(topic, prefixes) && candidates.push(topic);
  const looked = await observe({
    topics: before.messages,
    isProof: () => true,
    dataPlane,
    listings,
    concurrency,
    take,
    ...(prefixes.length === 0 ? {} : { other }),
  });
  failed.add(looked.failures);
  // What cannot be listed is as it was.
  const isKnown = prefixes.length === 0 || looked.isComplete;
  const extras = isKnown ? await extrasAmong(candidates, session, dataPlane, failed) : before.extras;
  if (!failed.none) throw failed.error("read", before.messages.size);
  if (!hasDrifted && sameExtras(before.extras, extras)) return undefined;
  const values = [...messages].map(([topic, { value }]): [string, MessageValue | Extra] => [topic, value]);
  return { state: { messages, extras }, messages: Object.fromEntries([...values, ...extras]) };
}

/** What is known of a message after it was looked at: the same record, another one, or none any more. */
function recordNow(
  props: SetOutputs,
  topic: string,
  record: MessageRecord,
  live: LiveMessage | undefined,
  place: Place,
): MessageRecord | undefined {
  const outputs = outputsOfRecord(props, topic, record);
  // Without a time of its publish, what was to expire has.
  const isExpected =
    record.time === undefined && outputs.messageExpiry !== undefined && outputs.onExpiry !== "republish";
  if (live === undefined) {
    const isGone = record.doubt === "create" || (!isExpected && vanished(outputs, Date.now()));
    return isGone ? undefined : record;
  }
  const found = standing(live, { owner: props.__owner, nonce: outputs.__state?.nonce });
  // It was never certain that anything of ours was there.
  if (record.doubt === "create" && found !== "ours") return undefined;
  const { lastModifiedTime: time, payload } = live;
  const { doubt, ...certain } = record;
  // Without a marker nothing vouches for what cannot be read, so that a doubt about it stays.
  if (isAsRecorded(live, outputs)) return doubt === undefined || !outputs.marker ? record : { ...certain, time };
  const now = { ...certain, value: liveValue(props, topic, record, live, place), size: payload.length, time };
  // Our own, and not as in state: of a run whose end nobody has seen.
  return found === "ours" ? { ...now, doubt: "update" } : { ...now, found: true };
}

/** Those of the topics under the exclusive prefixes whose messages are nobody's. */
async function extrasAmong(
  topics: readonly string[],
  session: Session,
  dataPlane: DataPlane,
  failed: Failed,
): Promise<Map<string, Extra>> {
  const extras = new Map<string, Extra>();
  failed.add(
    await forEachTopic(topics, session.settings.concurrency, async (topic) => {
      const live = await dataPlane.get(topic);
      if (live === undefined || isMarked(live.userProperties)) return;
      extras.set(topic, { payloadSize: live.payload.length, payloadSha256: sha256(live.payload) });
    }),
  );
  return extras;
}

function sameExtras(a: ReadonlyMap<string, Extra>, b: ReadonlyMap<string, Extra>): boolean {
  return (
    a.size === b.size && [...a].every(([topic, { payloadSha256 }]) => b.get(topic)?.payloadSha256 === payloadSha256)
  );
}
