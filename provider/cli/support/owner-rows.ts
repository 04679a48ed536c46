import type { FileMessage } from "../../files/read-messages";
import { AppliedTopics } from "../../messages/applied-topics";
import { isMarked, readMarker } from "../../messages/marker";
import type { LiveMessage } from "../../messages/message";
import { isUnderPrefix } from "../../messages/topic";
import { toPairs } from "../../messages/user-properties";
import type { Comparison, DeclaredMessage, Difference } from "../../topics/comparison";
import { foreignText, originText, payloadText, type Row } from "./diff-rows";
import { payloadOf } from "./folder-messages";
import { bytes } from "./format";
import { lazy } from "./lazy";
import type { LiveMessages } from "./live-messages";

function declaredMessage(topic: string, found: FileMessage): DeclaredMessage {
  const {
    payload: _,
    payloadBase64: __,
    onExpiry: ___,
    userProperties,
    version,
    marker = true,
    qos = 1,
    ...rest
  } = found.message;
  const payload = payloadOf(found);
  const pairs = [...toPairs(userProperties), ...(version ? [lazy.version().writeVersion(payload)] : [])];
  return { ...rest, topic, qos, marker, payload, userProperties: pairs };
}

/** The topics of the folder on which something else is live, or nothing. */
export async function changesOf(
  declared: ReadonlyMap<string, FileMessage>,
  live: LiveMessages,
  owner: string | undefined,
): Promise<Row[]> {
  const { compared } = lazy.comparison();
  return await rowsOfEach(declared, live, (wanted, message) => {
    const found = compared(wanted, message, owner);
    if (found.change === "unchanged") return undefined;
    const differences = found.change === "changed" ? { differences: found.differences } : {};
    return { change: found.change, ...differences, what: changeText(found, wanted, message) };
  });
}

/** Topics of the folder that the state of the stack does not have: all of them are new to it, whatever is live. */
export async function additionsOf(
  declared: ReadonlyMap<string, FileMessage>,
  live: LiveMessages,
  owner: string | undefined,
): Promise<Row[]> {
  const { compared } = lazy.comparison();
  return await rowsOfEach(declared, live, (wanted, message) => {
    const size = bytes(wanted.payload.length);
    if (message === undefined) return { change: "new", what: size, payloads: { declared: wanted.payload } };
    const { change } = compared(wanted, message, owner);
    return change === "inTheWay"
      ? { change, what: foreignText(message) }
      : { change: "new", what: `${size}, over ${foreignText(message)}` };
  });
}

/** A row for each topic of the folder, with its files. */
async function rowsOfEach(
  declared: ReadonlyMap<string, FileMessage>,
  live: LiveMessages,
  rowOf: (wanted: DeclaredMessage, message: LiveMessage | undefined) => Omit<Row, "topic"> | undefined,
): Promise<Row[]> {
  const rows = await live.readEach([...declared.keys()], (message, topic): Row | undefined => {
    const inFolder = declared.get(topic);
    const row = inFolder && rowOf(declaredMessage(topic, inFolder), message);
    if (row === undefined) return undefined;
    const files = inFolder?.sources.map(({ name }) => name) ?? [];
    return { topic, ...row, what: row.what + originText(files), ...(inFolder && { file: inFolder.file }), files };
  });
  return [...rows.values()];
}

/** Which topics beside the declared ones `up` would clear. */
interface Beside {
  owner?: string;
  /** Of the owner's messages, only those under it. */
  prefix?: string;
  exclusive?: readonly string[];
  /** Templates of the topics on which devices acknowledge messages. */
  applied: readonly string[];
}

/**
 * The other topics that `up` would clear: those of the owner, and those without a marker under an exclusive prefix.
 *
 * @param isKnown whether a topic is declared
 */
export async function clearsBeside(
  isKnown: (topic: string) => boolean,
  live: LiveMessages,
  { owner, prefix, exclusive = [], applied }: Beside,
): Promise<Row[]> {
  if (owner === undefined && exclusive.length === 0) return [];
  const isOwners = (topic: string) => owner !== undefined && (prefix === undefined || isUnderPrefix(topic, [prefix]));
  const acknowledged = applied.map((template) => new AppliedTopics(template));
  const isExclusive = (topic: string) =>
    isUnderPrefix(topic, exclusive) && !acknowledged.some((one) => one.acknowledges(topic, { has: isKnown }));
  const candidates = (await live.topics()).filter(
    (topic) => !isKnown(topic) && (isOwners(topic) || isExclusive(topic)),
  );
  const rows = await live.readEach(candidates, (message, topic): Row | undefined => {
    if (message === undefined) return undefined;
    const isCleared = isMarked(message.userProperties)
      ? isOwners(topic) && readMarker(message.userProperties)?.owner === owner
      : isExclusive(topic);
    return isCleared ? { topic, change: "clear", what: bytes(message.payload.length) } : undefined;
  });
  return [...rows.values()];
}

function changeText(found: Comparison, declared: DeclaredMessage, live: LiveMessage | undefined): string {
  if (live === undefined) {
    // Only the state knows whether the message was published and has expired since.
    return bytes(declared.payload.length) + (declared.messageExpiry === undefined ? "" : ", unless it has expired");
  }
  if (found.change !== "changed") return foreignText(live);
  const words: Record<Difference, string> = {
    payload: payloadText(live.payload.length, declared.payload.length),
    qos: `qos ${live.qos} -> ${declared.qos}`,
    userProperties: "userProperties",
    marker: "marker",
    unreadable: "contentType or the like",
  };
  return found.differences.map((part) => words[part]).join(", ");
}
