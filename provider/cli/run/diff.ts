import { readFileSync } from "node:fs";
import { listAll } from "../../dataplane/listing";
import { FilesError } from "../../files/files-error";
import { readMessages } from "../../files/read-messages";
import { isMarked, readMarker } from "../../messages/marker";
import type { LiveMessage } from "../../messages/message";
import type { MessageArguments } from "../../messages/message-value";
import { payloadBytes } from "../../messages/payload";
import { isUnderPrefix } from "../../messages/topic";
import { toPairs } from "../../messages/user-properties";
import { formatCounts } from "../../text/counts";
import { byCodeUnit } from "../../text/order";
import { type Comparison, compared, type DeclaredMessage, type Difference } from "../../topics/comparison";
import { CommandError, endWith } from "../exit";
import type { PlaceOptions } from "../options";
import { json, line } from "../output";
import { type Connected, openDataPlane } from "./connection";
import { bytes } from "./format";
import { readEach } from "./reading";
import { type Style, table } from "./table";

/** What the command line says. */
export interface DiffOptions extends PlaceOptions {
  owner?: string;
  prefix?: string;
  exclusive?: string[];
  topicPrefix?: string;
  json?: true;
}

/** What is to be done about a topic. */
interface Row {
  topic: string;
  change: Exclude<Comparison["change"], "unchanged"> | "clear";
  /** How, in words. */
  what: string;
  /** In which parts, where it is changed. */
  differences?: Difference[];
  /** Undefined where the folder does not declare the topic. */
  file?: string;
}

const signs = { new: "+", changed: "~", clear: "-", inTheWay: "!" } as const satisfies Record<Row["change"], string>;
const styles: Record<string, Style> = { "+": "green", "~": "yellow", "-": "red", "!": "magenta" };

/** Shows what `up` of the messages in a folder would change. */
export async function diff(directory: string, options: DiffOptions): Promise<void> {
  const { owner, prefix: _, exclusive: __, topicPrefix, json: asJson, ...place } = options;
  const declared = read(directory, topicPrefix);
  const connected = await openDataPlane(place);
  const rows = [...(await compareEach(declared, connected, owner)), ...(await extras(declared, connected, options))];
  const changes = rows.sort((a, b) => byCodeUnit(a.topic, b.topic));
  const total = (...kinds: Row["change"][]) => changes.filter(({ change }) => kinds.includes(change)).length;
  const unchanged = declared.size - total("new", "changed", "inTheWay");
  if (asJson) json({ changes, unchanged });
  else {
    const cells = changes.map(({ change, topic, what }) => [signs[change], topic, what]);
    if (cells.length > 0)
      table([{ title: " " }, { title: "TOPIC" }, { title: "CHANGE" }], cells, (sign) => styles[sign]);
    line(
      formatCounts([
        [total("new", "changed"), "to publish"],
        [total("clear"), "to clear"],
        [total("inTheWay"), "in the way"],
        [unchanged, "unchanged"],
      ]),
    );
  }
  if (changes.length > 0) endWith("different");
}

type FolderMessages = ReadonlyMap<string, { file: string; message: MessageArguments }>;

/** What is wrong with a folder is a line for each fault. */
function read(directory: string, prefix: string | undefined): FolderMessages {
  try {
    const found = readMessages(directory, prefix === undefined ? {} : { prefix });
    if (found.size > 0) return found;
    throw new CommandError(`${directory} holds no message: \`up\` refuses an empty set, which would clear every topic`);
  } catch (error) {
    throw error instanceof FilesError ? new CommandError(...error.issues) : error;
  }
}

/** The topics of the folder on which something else is live. */
async function compareEach(declared: FolderMessages, connected: Connected, owner: string | undefined): Promise<Row[]> {
  const rows = await readEach(connected, [...declared.keys()], (live, topic): Row | undefined => {
    const { file, message } = declared.get(topic) ?? {};
    if (file === undefined || message === undefined) return undefined;
    const wanted = declaredMessage(topic, message, file);
    const found = compared(wanted, live, owner);
    if (found.change === "unchanged") return undefined;
    const differences = found.change === "changed" ? { differences: found.differences } : {};
    return { topic, change: found.change, ...differences, what: inWords(found, wanted, live), file };
  });
  return [...rows.values()];
}

function declaredMessage(topic: string, message: MessageArguments, file: string): DeclaredMessage {
  const { payload: _, payloadBase64: __, onExpiry: ___, userProperties, marker = true, qos = 1, ...rest } = message;
  try {
    return {
      ...rest,
      topic,
      qos,
      marker,
      payload: payloadBytes(message, readFileSync),
      userProperties: toPairs(userProperties),
    };
  } catch (error) {
    throw new CommandError(`${file}: ${(error as Error).message}`);
  }
}

/** What `up` would clear: other messages of the owner, and those of nobody under an exclusive prefix. */
async function extras(declared: FolderMessages, connected: Connected, options: DiffOptions): Promise<Row[]> {
  const { owner, prefix, exclusive = [] } = options;
  if (owner === undefined && exclusive.length === 0) return [];
  const isOwners = (topic: string) => owner !== undefined && (prefix === undefined || isUnderPrefix(topic, [prefix]));
  const candidates = (await listAll(connected.dataPlane))
    .map(({ topic }) => topic)
    .filter((topic) => !declared.has(topic) && (isOwners(topic) || isUnderPrefix(topic, exclusive)));
  const rows = await readEach(connected, candidates, (live, topic): Row | undefined => {
    if (live === undefined) return undefined;
    const isExtra = isMarked(live.userProperties)
      ? isOwners(topic) && readMarker(live.userProperties)?.owner === owner
      : isUnderPrefix(topic, exclusive);
    return isExtra ? { topic, change: "clear", what: bytes(live.payload.length) } : undefined;
  });
  return [...rows.values()];
}

function inWords(found: Comparison, declared: DeclaredMessage, live: LiveMessage | undefined): string {
  if (live === undefined) {
    // Without the state, nobody knows whether it has been published.
    return bytes(declared.payload.length) + (declared.messageExpiry === undefined ? "" : ", unless it has expired");
  }
  if (found.change !== "changed") {
    const marker = readMarker(live.userProperties);
    if (marker !== undefined) return `${bytes(live.payload.length)} of ${marker.owner} ${marker.name}`;
    const whose = isMarked(live.userProperties) ? "marked by others" : "without a marker";
    return `${bytes(live.payload.length)} ${whose}`;
  }
  const [before, after] = [live.payload.length, declared.payload.length];
  const words: Record<Difference, string> = {
    payload: before === after ? `payload (${bytes(after)})` : `payload ${bytes(before)} -> ${bytes(after)}`,
    qos: `qos ${live.qos} -> ${declared.qos}`,
    userProperties: "userProperties",
    marker: "marker",
    unreadable: "contentType or the like",
  };
  return found.differences.map((part) => words[part]).join(", ");
}
