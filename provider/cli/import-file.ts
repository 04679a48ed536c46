import type { Command } from "commander";
import type { LiveMessage } from "../messages/message";
import { formatCount, messageCount } from "../text/counts";
import type { PlaceOptions } from "./support/connection";
import { CommandError } from "./support/exit";
import { scopeText } from "./support/format";
import type { Candidate, ImportedResource } from "./support/import-entries";
import { lazy } from "./support/lazy";
import { example, notEmpty, toOwner, withApplied, withPlace, withPrefix } from "./support/options";
import { json, note } from "./support/output";

const about = `
Takes the messages without a marker. With --owner it takes those whose marker names exactly this owner, for a stack
that has lost its state. Each message becomes a RetainedMessage named after its topic; with --set, all of them become
one RetainedMessageSet. Neither this command nor the import publishes anything. The file contains the payloads as they
are.`;

interface ImportFileOptions extends PlaceOptions {
  prefix?: string;
  owner?: string;
  set?: string;
  applied?: string;
  native?: true;
}

/** Adds `iot-retained import-file`. */
export function addImportFile(program: Command): void {
  const command = program
    .command("import-file")
    .description("Print the JSON with which `pulumi import --file` takes live messages under a stack.")
    .option("--set <name>", "one RetainedMessageSet of this name", notEmpty("a name"))
    .option("--native", "resources of the native provider: for programs in YAML, Python and others")
    .option("--owner <name>", "messages of this owner, such as `acme/pumps/prod`", toOwner)
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example("import-file --prefix acme/pumps > import.json", "import-file --set defaults > import.json"),
    )
    .action(importFile);
  withPlace(withApplied(withPrefix(command, "only topics under a prefix:")));
}

async function importFile(options: ImportFileOptions): Promise<void> {
  const { prefix, owner, set, native, applied, ...place } = options;
  const { asMessages, asNative, asSet, candidateOf, issueWith } = lazy.importEntries();
  const live = await lazy.connection().openLiveMessages(place);
  const others = new Map<string, number>();
  const undeclarable: string[] = [];
  const take = (message: LiveMessage) => {
    const candidate = candidateOf(message);
    const isWanted = owner === undefined ? !candidate.isMarked : candidate.marker?.owner === owner;
    if (!isWanted) {
      const whose = whoseText(candidate, owner);
      others.set(whose, (others.get(whose) ?? 0) + 1);
      return undefined;
    }
    const issue = issueWith(candidate, set !== undefined);
    if (issue !== undefined) undeclarable.push(issue);
    return issue === undefined ? candidate : undefined;
  };
  const candidates = await live.readAll(prefix, take, applied);
  for (const [whose, total] of [...others].sort()) note(`left out: ${messageCount(total)} ${whose}`);
  for (const issue of undeclarable) note(`left out, since no program can declare it: ${issue}`);
  if (candidates.length === 0) {
    const kind = owner === undefined ? " without a marker" : "";
    throw new CommandError(`there are no retained messages${kind}${scopeText(options)} to import ${live.where}`);
  }
  if (set !== undefined) assertOneResource(candidates);
  const resources = set === undefined ? asMessages(candidates, live.place) : [asSet(set, candidates, live.place)];
  json({ resources: native ? resources.map(asNative) : resources });
  tellNext(resources, candidates, options);
}

/** Whose a message is that is left out, to follow "1 message". */
function whoseText({ isMarked, marker }: Candidate, owner: string | undefined): string {
  if (marker === undefined) return isMarked ? "marked by others" : "without a marker";
  return `of ${marker.owner}${owner === undefined ? `, which \`--owner ${marker.owner}\` takes` : ""}`;
}

/** Checks that messages for one set are of one resource: a set has one nonce for all its messages. */
function assertOneResource(candidates: readonly Candidate[]): void {
  const names = new Map(candidates.map(({ marker }) => [marker?.nonce, marker?.name ?? ""]));
  if (names.size < 2) return;
  const all = [...names.values()].slice(0, 10).join(", ");
  throw new CommandError(
    `the messages are of ${formatCount(names.size)} resources (${all}), and a set has only its own: leave \`--set\` out, or ` +
      "name the topics of one of them by `--prefix`",
  );
}

/** Tells the user what to do with the file. */
function tellNext(
  resources: readonly ImportedResource[],
  candidates: readonly Candidate[],
  options: ImportFileOptions,
): void {
  const [first] = resources;
  const isSet = options.set !== undefined;
  const more =
    resources.length === 1 ? "" : ` and ${formatCount(resources.length - 1)} more, each with a name of its own`;
  const marker = options.owner === undefined ? " and `marker: false`" : "";
  const kind = isSet ? "RetainedMessageSet" : "RetainedMessage";
  note(`${messageCount(candidates.length)} as ${kind} ${first?.name}${more}. Next:`);
  note("  pulumi import --file import.json --generate-code=false --protect=false");
  note(
    `Declare ${isSet ? "it with the same messages" : "each with the same name and topic"}: payload as text or ` +
      `payloadBase64, qos, userProperties${marker}. Then \`pulumi preview\` shows no change.`,
  );
  note("Then delete the file: it has the payloads in plain text.");
  const unreadable = candidates.filter(({ marker }) => marker?.unreadable !== undefined).length;
  if (unreadable > 0) {
    note(
      `${messageCount(unreadable)} ${unreadable === 1 ? "has" : "have"} properties that cannot be read: contentType, ` +
        "messageExpiry, payloadFormatIndicator, responseTopic or correlationData. Declare them as they were: preview " +
        "shows them as added, and `up` publishes only what differs.",
    );
  }
}
