import { type Command, Option } from "commander";
import type { FileMessage } from "../files/read-messages";
import { AppliedTopics } from "../messages/applied-topics";
import { isMarked, readMarker } from "../messages/marker";
import type { LiveMessage } from "../messages/message";
import { isUnderPrefix } from "../messages/topic";
import { toPairs } from "../messages/user-properties";
import { formatCounts } from "../text/counts";
import { byCodeUnit } from "../text/order";
import type { Comparison, DeclaredMessage, Difference } from "../topics/comparison";
import type { PlaceOptions } from "./support/connection";
import { CommandError, endWith } from "./support/exit";
import { messagesIn, payloadOf } from "./support/folder-messages";
import { bytes } from "./support/format";
import { lazy } from "./support/lazy";
import type { LiveMessages } from "./support/live-messages";
import { example, toOwner, toPrefix, toTemplate, withPlace, withPrefix } from "./support/options";
import { json, line } from "./support/output";
import type { Style } from "./support/table";

const about = `
Each row begins with + for a new message, ~ for a changed one, - for one to be cleared, or ! for one in the way: the
folder declares its topic, but it has another owner or no marker. \`up\` refuses a message of another owner. The first
\`up\` also refuses one without a marker; a later \`up\` takes it for drift and repairs it. Payloads are never shown.

With --owner, all other messages of that owner are to be cleared. If the stack has more resources than this folder,
narrow them by --prefix. Without --owner, every marker counts as the stack's own, and nothing is to be cleared.
contentType, messageExpiry and the like cannot be read back, but the marker tells whether they are as declared. A
message declared with \`marker: false\` is compared with any message that has no marker.

Exit status: 0 if \`up\` would change nothing, 1 if it would, 2 for an error.`;

interface DiffOptions extends PlaceOptions {
  owner?: string;
  prefix?: string;
  exclusive?: string[];
  applied?: string;
  topicPrefix?: string;
  json?: true;
  format?: "markdown";
}

/** Adds `iot-retained diff`. */
export function addDiff(program: Command): void {
  const exclusive = (text: string, before: string[] = []) => [...before, toPrefix(text)];
  const command = program
    .command("diff")
    .description("Show what `up` of the messages in a folder would change, without a stack: for a pull request.")
    .argument("<dir...>", "folders as `loadMessages` takes them, each laid over those before it")
    .option("--owner <name>", "whose the messages are, such as `acme/pumps/prod`", toOwner)
    .option("--exclusive <topic>", "prefix under which nothing else may exist; may be repeated", exclusive)
    .option(
      "--applied <template>",
      "under them, leave out where devices acknowledge messages: '{topic}/applied'",
      toTemplate,
    )
    .option("--topic-prefix <topic>", "what all topics begin with, in place of the folder's own `prefix`", toPrefix)
    .option("--json", "print JSON")
    .addOption(
      new Option("--format <name>", "print Markdown, as for a comment on a pull request")
        .choices(["markdown"])
        .conflicts("json"),
    )
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example("diff messages --owner acme/pumps/prod", "diff defaults environments/prod --owner acme/pumps/prod"),
    )
    .action(diff);
  withPlace(withPrefix(command, "of the owner's other messages, only those under"));
}

/** What `up` would do about a topic. */
interface Row {
  topic: string;
  change: Exclude<Comparison["change"], "unchanged"> | "clear";
  /** The change in words. */
  what: string;
  /** The parts that differ, if the message is changed. */
  differences?: Difference[];
  /** Undefined if the folder does not declare the topic. */
  file?: string;
  /** All files that the message is made of: its bases, and its file in each layer. */
  files?: string[];
}

const signs = { new: "+", changed: "~", clear: "-", inTheWay: "!" } as const satisfies Record<Row["change"], string>;
const styles: Record<string, Style> = { "+": "green", "~": "yellow", "-": "red", "!": "magenta" };

async function diff(directories: string[], options: DiffOptions): Promise<void> {
  const { owner, prefix: _, exclusive: __, applied: ___, topicPrefix, json: asJson, format, ...place } = options;
  const declared = messagesIn(directories, topicPrefix);
  if (declared.size === 0) {
    throw new CommandError(
      `${directories} holds no message: \`up\` refuses an empty set, which would clear every topic`,
    );
  }
  const live = await lazy.connection().openLiveMessages(place);
  const rows = [...(await changesOf(declared, live, owner)), ...(await clearsBeside(declared, live, options))];
  rows.sort((a, b) => byCodeUnit(a.topic, b.topic));
  const total = (...kinds: Row["change"][]) => rows.filter(({ change }) => kinds.includes(change)).length;
  const unchanged = declared.size - total("new", "changed", "inTheWay");
  if (asJson) json({ changes: rows, unchanged });
  else {
    const counts = formatCounts([
      [total("new", "changed"), "to publish"],
      [total("clear"), "to clear"],
      [total("inTheWay"), "in the way"],
      [unchanged, "unchanged"],
    ]);
    if (format === "markdown") line(lazy.markdown().markdownOf(rows.map(cellsOf), counts));
    else {
      if (rows.length > 0) writeRows(rows);
      line(counts);
    }
  }
  if (rows.length > 0) endWith("different");
}

function writeRows(rows: readonly Row[]): void {
  const columns = [{ title: " " }, { title: "TOPIC" }, { title: "CHANGE" }];
  lazy.table().writeTable(columns, rows.map(cellsOf), ([sign = ""]) => styles[sign]);
}

function cellsOf({ change, topic, what }: Row): [sign: string, topic: string, what: string] {
  return [signs[change], topic, what];
}

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
async function changesOf(
  declared: ReadonlyMap<string, FileMessage>,
  live: LiveMessages,
  owner: string | undefined,
): Promise<Row[]> {
  const { compared } = lazy.comparison();
  const rows = await live.readEach([...declared.keys()], (message, topic): Row | undefined => {
    const inFolder = declared.get(topic);
    if (inFolder === undefined) return undefined;
    const wanted = declaredMessage(topic, inFolder);
    const found = compared(wanted, message, owner);
    if (found.change === "unchanged") return undefined;
    const differences = found.change === "changed" ? { differences: found.differences } : {};
    const files = inFolder.sources.map(({ name }) => name);
    const what = changeText(found, wanted, message) + originText(files);
    return { topic, change: found.change, ...differences, what, file: inFolder.file, files };
  });
  return [...rows.values()];
}

/** The other topics that `up` would clear: those of the owner, and those without a marker under an exclusive prefix. */
async function clearsBeside(
  declared: ReadonlyMap<string, FileMessage>,
  live: LiveMessages,
  options: DiffOptions,
): Promise<Row[]> {
  const { owner, prefix, exclusive = [], applied } = options;
  if (owner === undefined && exclusive.length === 0) return [];
  const isOwners = (topic: string) => owner !== undefined && (prefix === undefined || isUnderPrefix(topic, [prefix]));
  const acknowledged = applied === undefined ? undefined : new AppliedTopics(applied);
  const isExclusive = (topic: string) =>
    isUnderPrefix(topic, exclusive) && !acknowledged?.acknowledges(topic, declared);
  const candidates = (await live.topics()).filter(
    (topic) => !declared.has(topic) && (isOwners(topic) || isExclusive(topic)),
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

/** The files of a message that is made of several. */
function originText(files: readonly string[]): string {
  return files.length < 2 ? "" : `, from ${files.join(", ")}`;
}

function changeText(found: Comparison, declared: DeclaredMessage, live: LiveMessage | undefined): string {
  if (live === undefined) {
    // Only the state knows whether the message was published and has expired since.
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
