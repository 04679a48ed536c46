import { type Command, InvalidArgumentError, Option } from "commander";
import type { FileMessage } from "../files/read-messages";
import { formatCounts } from "../text/counts";
import { byCodeUnit } from "../text/order";
import type { PlaceOptions } from "./support/connection";
import { driftRow, type Row, type Rows, signs } from "./support/diff-rows";
import { CommandError, endWith } from "./support/exit";
import { messagesIn } from "./support/folder-messages";
import { lazy } from "./support/lazy";
import type { LiveMessages } from "./support/live-messages";
import { example, notEmpty, toOwner, toPrefix, toTemplate, withPlace, withPrefix } from "./support/options";
import { json, line } from "./support/output";
import { additionsOf, changesOf, clearsBeside } from "./support/owner-rows";
import type { StateResource } from "./support/state-resource";
import type { Style } from "./support/table";

const about = `
Each row begins with + for a new message, ~ for a changed one, - for one to be cleared, or ! for one in the way: the
folder declares its topic, but it has another owner or no marker. \`up\` refuses a message of another owner. The first
\`up\` also refuses one without a marker; a later \`up\` takes it for drift and repairs it.

With --owner, all other messages of that owner are to be cleared. If the stack has more resources than this folder,
narrow them by --prefix. Without --owner, every marker counts as the stack's own, and nothing is to be cleared.
contentType, messageExpiry and the like cannot be read back, but the marker tells whether they are as declared. A
message declared with \`marker: false\` is compared with any message that has no marker.

With --state, the state of the stack says what the last \`up\` did, and the rows are those of a preview, as long as only
files have changed: it knows the owner, the exclusive prefixes and the set's defaults, which messages have expired, and
what code adds to the files. If code changes the message of a file, and that file is another one now, ? says that only
a preview can tell. What is live otherwise than the state says is drift, which a preview shows after a refresh. A file
never holds the state: it comes through a pipe.

With --payloads, each change of a payload follows as a unified difference, from live to declared. None is shown of a
secret message, nor a live one that somebody else has published.

Exit status: 0 if \`up\` would change nothing, 1 if it would, 2 for an error.`;

interface DiffOptions extends PlaceOptions {
  owner?: string;
  prefix?: string;
  exclusive?: string[];
  applied?: string;
  topicPrefix?: string;
  state?: string;
  resource?: string[];
  payloads?: true;
  json?: true;
  format?: "markdown";
}

/** Adds `iot-retained diff`. */
export function addDiff(program: Command): void {
  const exclusive = (text: string, before: string[] = []) => [...before, toPrefix(text)];
  const another = (text: string, before: string[] = []) => [...before, notEmpty("a name")(text)];
  const command = program
    .command("diff")
    .description("Show what `up` of the messages in a folder would change, without a program: for a pull request.")
    .argument("<dir...>", "folders as `loadMessages` takes them, each laid over those before it")
    .option("--owner <name>", "whose the messages are, such as `acme/pumps/prod`", toOwner)
    .option("--exclusive <topic>", "prefix under which nothing else may exist; may be repeated", exclusive)
    .option(
      "--applied <template>",
      "under them, leave out where devices acknowledge messages: '{topic}/applied'",
      toTemplate,
    )
    .option("--topic-prefix <topic>", "what all topics begin with, in place of the folder's own `prefix`", toPrefix)
    .option("--state <->", "what the last `up` did: `pulumi stack export --show-secrets` by a pipe", toStandardInput)
    .option("--resource <name>", "with --state, the resource that is made of the folder; may be repeated", another)
    .option("--payloads", "with --state, show how payloads change, but for those of secret messages")
    .option("--json", "print JSON")
    .addOption(
      new Option("--format <name>", "print Markdown, as for a comment on a pull request")
        .choices(["markdown"])
        .conflicts("json"),
    )
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example(
        "diff messages --owner acme/pumps/prod",
        "diff defaults environments/prod --owner acme/pumps/prod",
        "diff messages --state - --payloads   # after: pulumi stack export --show-secrets |",
      ),
    )
    .action(diff);
  withPlace(withPrefix(command, "of the owner's other messages, only those under"));
}

const styles: Record<string, Style> = { "+": "green", "~": "yellow", "-": "red", "!": "magenta", "?": "magenta" };

async function diff(directories: string[], options: DiffOptions): Promise<void> {
  const { topicPrefix, state, resource, payloads } = options;
  if (state === undefined && (payloads || resource !== undefined)) {
    const reason = payloads ? ": only the state tells which messages are secret" : "";
    throw new CommandError(`\`${payloads ? "--payloads" : "--resource"}\` needs \`--state -\`${reason}`);
  }
  const declared = messagesIn(directories, topicPrefix);
  if (declared.size === 0) {
    throw new CommandError(
      `there are no messages in ${directories.join(" and ")}: \`up\` refuses an empty set, which would clear every topic`,
    );
  }
  // Standard input is read first: the one who writes there must not wait for AWS.
  const resources = state === undefined ? undefined : await lazy.stackState().readStackState();
  const live = await lazy.connection().openLiveMessages(options);
  const found =
    resources === undefined
      ? await rowsByOwner(declared, live, options)
      : await rowsByStack(declared, live, options, resources);
  found.rows.sort((a, b) => byCodeUnit(a.topic, b.topic));
  write(found, options);
  if (found.rows.length > 0 || found.ofState?.goneInCode) endWith("different");
}

/** What `up` would do, as far as the owner in the markers of live messages tells. */
async function rowsByOwner(
  declared: ReadonlyMap<string, FileMessage>,
  live: LiveMessages,
  options: DiffOptions,
): Promise<Rows> {
  const changes = await changesOf(declared, live, options.owner);
  const applied = options.applied === undefined ? [] : [options.applied];
  const rows = [...changes, ...(await clearsBeside((topic) => declared.has(topic), live, { ...options, applied }))];
  return { rows, unchanged: declared.size - changes.length };
}

/** What `up` would do, as the state of the stack tells. */
async function rowsByStack(
  declared: ReadonlyMap<string, FileMessage>,
  live: LiveMessages,
  options: DiffOptions,
  resources: readonly StateResource[],
): Promise<Rows> {
  const { owner, prefix, exclusive = [], resource: names = [] } = options;
  const state = lazy.stackState().chosen(resources, { names, place: live.place, owner });
  const { added, ...found } = await lazy.stateRows().rowsByState({ files: declared, live, state, prefix });
  const ownerInState = state.all.find((resource) => resource.owner !== undefined)?.owner;
  const inNoResource = new Map([...declared].filter(([topic]) => added.has(topic)));
  // A stack without messages has no owner yet: what is marked is another's, as a preview says too.
  const additions = await additionsOf(inNoResource, live, owner ?? ownerInState ?? "");
  const isKnown = (topic: string) => declared.has(topic) || state.all.some((resource) => resource.has(topic));
  const prefixes = [...exclusive, ...state.resources.flatMap((resource) => resource.exclusive)];
  const applied = [options, ...state.resources].flatMap((one) => one.applied ?? []);
  const extras = await clearsBeside(isKnown, live, { exclusive: prefixes, applied });
  const drifted = extras.map((row) => driftRow({ ...row, topic: state.shown(row.topic) }));
  return { ...found, rows: [...found.rows, ...additions, ...drifted] };
}

function write({ rows, unchanged, ofState }: Rows, { json: asJson, format, payloads }: DiffOptions): void {
  const total = (...kinds: Row["change"][]) => rows.filter(({ change }) => kinds.includes(change)).length;
  const differences = payloads ? rows.map((row) => lazy.payloadDifference().payloadDifference(row)) : [];
  if (asJson) {
    const changes = rows.map(({ payloads: _, ...row }, i) => {
      const diff = differences[i] ?? [];
      return diff.length === 0 ? row : { ...row, diff: diff.join("\n") };
    });
    json({ changes, unchanged, ...ofState });
    return;
  }
  const counts = formatCounts([
    [total("new", "changed"), "to publish"],
    [total("clear"), "to clear"],
    [total("inTheWay"), "in the way"],
    [total("unclear"), "that only a preview can tell"],
    [unchanged, "unchanged"],
    [ofState?.expired ?? 0, "expired as declared"],
    [ofState?.inCode ?? 0, "declared in code"],
    [ofState?.goneInCode ?? 0, "declared in code, and gone"],
    [ofState?.waiting ?? 0, "waiting for a rollout"],
  ]);
  const shown = differences.filter((lines) => lines.length > 0);
  if (format === "markdown") {
    line(lazy.markdown().markdownOf(rows.map(cellsOf), counts, shown));
    return;
  }
  if (rows.length > 0) writeRows(rows);
  for (const lines of shown) line(`\n${lines.join("\n")}`);
  line(shown.length > 0 ? `\n${counts}` : counts);
}

function writeRows(rows: readonly Row[]): void {
  const columns = [{ title: " " }, { title: "TOPIC" }, { title: "CHANGE" }];
  lazy.table().writeTable(columns, rows.map(cellsOf), ([sign = ""]) => styles[sign]);
}

function cellsOf({ change, topic, what }: Row): [sign: string, topic: string, what: string] {
  return [signs[change], topic, what];
}

/** Accepts only a pipe: the secrets in an export must not come to lie in a file. */
function toStandardInput(text: string): string {
  if (text === "-") return text;
  throw new InvalidArgumentError(
    "Expected `-`, standard input: an export with its secrets in plain text is to go through a pipe, and never into a file.",
  );
}
