import type { Command } from "commander";
import { joined } from "../dataplane/many";
import { readMarker } from "../messages/marker";
import { Listings } from "../process/listings";
import { formatCount, messageCount } from "../text/counts";
import type { Cleared } from "../topics/confirm-cleared";
import type { PlaceOptions } from "./support/connection";
import { CommandError, endWith } from "./support/exit";
import { scopeText } from "./support/format";
import { lazy } from "./support/lazy";
import type { LiveMessages } from "./support/live-messages";
import type { MessageSummary } from "./support/message-table";
import { example, toOwner, withPlace, withPrefix } from "./support/options";
import { line, note } from "./support/output";
import type { Knowledge, StackExport } from "./support/stack-export";

const about = `
Clears only messages whose marker names exactly this owner, and looks at each once more before it clears it. Without
--keep-state it clears all of them, also those that a stack still knows: use that for a stack that is gone. With
--keep-state a message stays if its topic is in the state, or if it belongs to a RetainedMessage of the state or to a
set whose topics are encrypted there. Run it while no update of the stack is running.

After \`pulumi state move\`, \`pulumi stack rename\` or a new iot-retained:owner, live messages keep the old owner until
they are next published. Give --keep-state for every stack that may have their resources now.`;

interface ClearOptions extends PlaceOptions {
  owner: string;
  prefix?: string;
  keepState?: string[];
  yes?: true;
}

/** Adds `iot-retained clear`. */
export function addClear(program: Command): void {
  const another = (file: string, before: string[] = []) => [...before, file];
  const command = program
    .command("clear")
    .description("Clear the messages of an owner, such as those that a killed run has left: shows them, and asks.")
    .requiredOption("--owner <name>", "whose messages, such as `acme/pumps/prod`", toOwner)
    .option(
      "--keep-state <file>",
      "keep what a stack knows: the output of `pulumi stack export`; - is standard input; may be repeated",
      another,
    )
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
  const { owner, prefix, keepState = [], yes, ...place } = options;
  const { summaryOf, writeMessageTable } = lazy.messageTable();
  const stacks = await readEach(keepState);
  const live = await lazy.connection().openLiveMessages(place);
  const owned = await live.readAll(prefix, (message): OwnedMessage | undefined => {
    const marker = readMarker(message.userProperties);
    return marker?.owner === owner ? { ...summaryOf(message), nonce: marker.nonce } : undefined;
  });
  const { toClear, mayHaveMoved } = sorted(owned, stacks, owner);
  if (toClear.length === 0) return note(`Nothing to clear${scopeText(options)} ${live.where}.`);
  writeMessageTable(toClear);
  note(`${messageCount(toClear.length)}${scopeText(options)} ${live.where}.`);
  tellOfMoves(mayHaveMoved, stacks);
  const also = stacks.length === 0 ? ", also what a stack still knows" : "";
  if (!yes && !(await lazy.confirm().confirm(`Clear ${messageCount(toClear.length)}${also}?`)))
    return note("Nothing was cleared.");
  await clearEach(toClear, live);
}

/** Reads the exports one after another. */
async function readEach(files: readonly string[]): Promise<StackExport[]> {
  if (files.filter((file) => file === "-").length > 1) {
    throw new CommandError("`--keep-state -` is standard input, which can be only one of the exports");
  }
  const stacks: StackExport[] = [];
  for (const file of files) stacks.push(await lazy.stackExport().readStackExport(file));
  return stacks;
}

/** The messages that no stack knows, and those of them whose resource no stack has. Tells how many others stay. */
function sorted(owned: readonly OwnedMessage[], stacks: readonly StackExport[], owner: string) {
  const { strongest } = lazy.stackExport();
  const found: Record<Knowledge, Set<OwnedMessage>> = {
    known: new Set(),
    perhaps: new Set(),
    left: new Set(),
    unknown: new Set(),
  };
  for (const message of owned) {
    found[strongest(stacks.map((stack) => stack.knowledgeOf(message.topic, message.nonce)))].add(message);
  }
  const { known, perhaps, unknown } = found;
  if (stacks.length > 0 && known.size + perhaps.size === 0) assertOneIsOf(owner, stacks);
  const knower = stacks.length === 1 ? "the stack knows" : "the stacks know";
  if (known.size > 0) note(`${staying(known.size)}: ${knower} ${known.size === 1 ? "it" : "them"}.`);
  if (perhaps.size > 0) {
    note(
      `${staying(perhaps.size)}, as part of a set whose topics are encrypted in the export. ` +
        "Export with `pulumi stack export --show-secrets` to tell which of them it knows.",
    );
  }
  const toClear = owned.filter((message) => !known.has(message) && !perhaps.has(message));
  return { toClear, mayHaveMoved: [...unknown] };
}

function staying(total: number): string {
  return `${messageCount(total)} ${total === 1 ? "stays" : "stay"}`;
}

/**
 * Checks that stacks which know none of the messages are at least those of the owner. The export of another stack would
 * protect nothing.
 */
function assertOneIsOf(owner: string, stacks: readonly StackExport[]): void {
  if (stacks.some(({ owners, name }) => owners.has(owner) || owner.endsWith(`/${name}`))) return;
  const others = stacks.map(({ file, name }) => {
    const which = name === undefined ? "a stack without resources" : `the stack ${name}`;
    return `${file} is of ${which}, which knows no message of ${owner}`;
  });
  throw new CommandError(
    `${others.join("; ")}: give the export of that owner's stack, or, if that is gone, leave \`--keep-state\` out. ` +
      "Nothing was cleared",
  );
}

/** Tells that another stack may own messages: a moved resource keeps its nonce, and its messages keep the old owner. */
function tellOfMoves([first, ...others]: readonly OwnedMessage[], stacks: readonly StackExport[]): void {
  if (first === undefined) return;
  const unknown =
    stacks.length === 0
      ? "Without `--keep-state` nothing tells whether a stack has their resources."
      : `No given state has the resources of ${messageCount(others.length + 1)}, such as ${first.topic}.`;
  note(
    `${unknown} If another stack has them since \`pulumi state move\` or \`pulumi stack rename\`, give its export with ` +
      "`--keep-state`.",
  );
}

/** Clears the messages that have not changed since they were listed, and tells the user the outcome. */
async function clearEach(listed: readonly OwnedMessage[], live: LiveMessages): Promise<void> {
  const byTopic = new Map(listed.map((message) => [message.topic, message]));
  const { clearTopic, confirmCleared } = lazy.clearing();
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
  const progress = live.progress("seen to be gone", unseen.size);
  const onEach = () => {
    cleared++;
    progress.step();
  };
  const listings = new Listings(async (warning) => note(warning));
  const { dataPlane, concurrency } = live;
  const unconfirmed = await confirmCleared({ dataPlane, listings, concurrency, topics: unseen, onEach });
  progress.end();
  const failures = joined(failed, unconfirmed);
  line(`${messageCount(cleared)} cleared.`);
  for (const topic of changed) note(`${topic}: left, since somebody has published it in between`);
  for (const error of failures.byTopic.values()) note(error.message);
  if (failures.untried.length > 0) {
    note(`${formatCount(failures.untried.length)} were not tried, since too many in a row had failed`);
  }
  if (failures.byTopic.size > 0) endWith("error");
}
