import type { Command } from "commander";
import { joined } from "../dataplane/many";
import { readMarker } from "../messages/marker";
import { Listings } from "../process/listings";
import { formatCount } from "../text/counts";
import { type Cleared, clearTopic, confirmCleared } from "../topics/confirm-cleared";
import { CommandError, endWith } from "./support/exit";
import { messageCount, scopeText } from "./support/format";
import { lazy } from "./support/lazy";
import type { LiveMessages } from "./support/live-messages";
import type { MessageSummary } from "./support/message-table";
import { example, notEmpty, type PlaceOptions, withPlace, withPrefix } from "./support/options";
import { line, note } from "./support/output";
import type { StackExport } from "./support/stack-export";

const about = `
Clears only messages whose marker names exactly this owner, and looks at each once more before it clears it. Without
--keep-state it clears all of them, also those that a stack still knows: use that for a stack that is gone. With
--keep-state a message stays if its topic is in the state, or if it belongs to a RetainedMessage of the state or to a
set whose topics are encrypted there. Run it while no update of the stack is running.`;

interface ClearOptions extends PlaceOptions {
  owner: string;
  prefix?: string;
  keepState?: string;
  yes?: true;
}

/** Adds `iot-retained clear`. */
export function addClear(program: Command): void {
  const command = program
    .command("clear")
    .description("Clear the messages of an owner, such as those that a killed run has left: shows them, and asks.")
    .requiredOption("--owner <name>", "whose messages, such as `acme/pumps/prod`", notEmpty("an owner"))
    .option("--keep-state <file>", "keep what a stack knows: the output of `pulumi stack export`; - is standard input")
    .option("--yes", "do not ask")
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example(
        "clear --owner acme/pumps/pr-12",
        "clear --owner acme/pumps/prod --keep-state state.json   # pulumi stack export --show-secrets > state.json",
      ),
    )
    .action(clear);
  withPlace(withPrefix(command, "only topics under a prefix:"));
}

/** A message whose marker names the owner. */
interface OwnedMessage extends MessageSummary {
  nonce: string;
}

async function clear(options: ClearOptions): Promise<void> {
  const { owner, prefix, keepState, yes, ...place } = options;
  const { summaryOf, writeMessageTable } = lazy.messageTable();
  const stack = keepState === undefined ? undefined : await lazy.stackExport().readStackExport(keepState);
  const live = await lazy.connection().openLiveMessages(place);
  const owned = await live.readAll(prefix, (message): OwnedMessage | undefined => {
    const marker = readMarker(message.userProperties);
    return marker?.owner === owner ? { ...summaryOf(message), nonce: marker.nonce } : undefined;
  });
  const unknown = stack === undefined ? owned : unknownTo(stack, owned, options);
  if (unknown.length === 0) return note(`Nothing to clear${scopeText(options)} ${live.where}.`);
  writeMessageTable(unknown);
  note(`${messageCount(unknown.length)}${scopeText(options)} ${live.where}.`);
  const also = stack === undefined ? ", also what a stack still knows" : "";
  if (!yes && !(await lazy.confirm().confirm(`Clear ${messageCount(unknown.length)}${also}?`)))
    return note("Nothing was cleared.");
  await clearEach(unknown, live);
}

/** The messages that the stack does not know. Tells the user how many others stay. */
function unknownTo(stack: StackExport, owned: readonly OwnedMessage[], options: ClearOptions): OwnedMessage[] {
  const counts = { known: 0, perhaps: 0, unknown: 0 };
  const unknown = owned.filter(({ topic, nonce }) => {
    const knowledge = stack.knowledgeOf(topic, nonce);
    counts[knowledge]++;
    return knowledge === "unknown";
  });
  if (unknown.length === owned.length) assertStackOf(stack, options);
  if (counts.known > 0) note(`${messageCount(counts.known)} stay: the stack knows them.`);
  if (counts.perhaps > 0) {
    note(
      `${messageCount(counts.perhaps)} stay: they are of a set of the stack whose topics are encrypted in the export. ` +
        "Export with `pulumi stack export --show-secrets` to tell which of them it knows.",
    );
  }
  return unknown;
}

/**
 * Checks that a stack which knows none of the messages is at least the owner's stack. The export of another stack would
 * protect nothing.
 */
function assertStackOf({ owners, name }: StackExport, { owner, keepState = "" }: ClearOptions): void {
  if (owners.has(owner) || owner.endsWith(`/${name}`)) return;
  const which = name === undefined ? "a stack without resources" : `the stack ${name}`;
  throw new CommandError(
    `${keepState} is of ${which}, which knows no message of ${owner}: give the export of that owner's stack, or, if ` +
      "that is gone, leave `--keep-state` out. Nothing was cleared",
  );
}

/** Clears the messages that have not changed since they were listed, and tells the user the outcome. */
async function clearEach(listed: readonly OwnedMessage[], live: LiveMessages): Promise<void> {
  const byTopic = new Map(listed.map((message) => [message.topic, message]));
  const unseen = new Map<string, Cleared>();
  const changed: string[] = [];
  const failed = await live.forEach([...byTopic.keys()], "cleared", async (topic) => {
    const message = await live.dataPlane.get(topic);
    if (message === undefined) return;
    const before = byTopic.get(topic);
    const marker = readMarker(message.userProperties);
    const isAsListed =
      marker?.owner === before?.owner &&
      marker?.nonce === before?.nonce &&
      message.lastModifiedTime === before?.lastModifiedTime;
    if (!isAsListed) return void changed.push(topic);
    unseen.set(topic, await clearTopic(message, live.dataPlane));
  });
  let cleared = 0;
  const onEach = () => void cleared++;
  const listings = new Listings(async (warning) => note(warning));
  const { dataPlane, concurrency } = live;
  const unconfirmed = await confirmCleared({ dataPlane, listings, concurrency, topics: unseen, onEach });
  const failures = joined(failed, unconfirmed);
  line(`${messageCount(cleared)} cleared.`);
  for (const topic of changed) note(`${topic}: left, since somebody has published it in between`);
  for (const error of failures.byTopic.values()) note(error.message);
  if (failures.untried.length > 0) {
    note(`${formatCount(failures.untried.length)} were not tried, since too many in a row had failed`);
  }
  if (failures.byTopic.size > 0) endWith("error");
}
