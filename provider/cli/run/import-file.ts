import { placeName } from "../../dataplane/places";
import { isMarked } from "../../messages/marker";
import { formatCount } from "../../text/counts";
import { issueText } from "../../validation/issue";
import { issuesInMessage } from "../../validation/message-issues";
import { issuesInSet } from "../../validation/set-issues";
import { CommandError } from "../exit";
import type { PlaceOptions } from "../options";
import { json, note } from "../output";
import { openDataPlane } from "./connection";
import { messages, of } from "./format";
import { asMessages, asSet, type Candidate, candidate, declarationOf, type ImportedResource } from "./import-entries";
import { readAll } from "./reading";

/** What the command line says. */
export interface ImportFileOptions extends PlaceOptions {
  prefix?: string;
  owner?: string;
  set?: string;
}

/** Prints what `pulumi import --file` takes. */
export async function importFile(options: ImportFileOptions): Promise<void> {
  const { prefix, owner, set, ...place } = options;
  const connected = await openDataPlane(place);
  const others = new Map<string, number>();
  const faulty: string[] = [];
  const found = await readAll(connected, prefix, (live) => {
    const found = candidate(live);
    const isWanted = owner === undefined ? !isMarked(live.userProperties) : found.marker?.owner === owner;
    if (!isWanted) {
      const whose = whoseOf(found, owner);
      others.set(whose, (others.get(whose) ?? 0) + 1);
      return undefined;
    }
    const fault = faultOf(found, set !== undefined);
    if (fault !== undefined) faulty.push(fault);
    return fault === undefined ? found : undefined;
  });
  for (const [whose, total] of [...others].sort()) note(`left out: ${messages(total)} ${whose}`);
  for (const fault of faulty) note(`left out, since no program can declare it: ${fault}`);
  if (found.length === 0) {
    const kind = owner === undefined ? " without a marker" : "";
    throw new CommandError(
      `there are no retained messages${kind}${of(options)} to import ${placeName(connected.place)}`,
    );
  }
  if (set !== undefined) assertOneSet(found);
  const resources = set === undefined ? asMessages(found, connected.place) : [asSet(set, found, connected.place)];
  json({ resources });
  tellNext(resources, found, options);
}

/** Somebody else may have published what the arguments of a program do not allow. */
function faultOf({ live }: Candidate, isInSet: boolean): string | undefined {
  const { topic } = live;
  const message = declarationOf(live);
  const read = () => Buffer.alloc(0);
  const [fault] = isInSet
    ? issuesInSet({ messages: { [topic]: message } }, read)
    : issuesInMessage({ topic, ...message }, read);
  return fault && `${topic}: ${issueText(fault)}`;
}

/** Whose a message is that is not taken, after "1 message". */
function whoseOf({ live, marker }: Candidate, owner: string | undefined): string {
  if (marker === undefined) return isMarked(live.userProperties) ? "marked by others" : "without a marker";
  return `of ${marker.owner}${owner === undefined ? `, which \`--owner ${marker.owner}\` takes` : ""}`;
}

/** A set has one nonce for all its messages. */
function assertOneSet(found: readonly Candidate[]): void {
  const names = new Map(found.map(({ marker }) => [marker?.nonce, marker?.name ?? ""]));
  if (names.size < 2) return;
  const all = [...names.values()].slice(0, 10).join(", ");
  throw new CommandError(
    `the messages are of ${formatCount(names.size)} resources (${all}), and a set has only its own: leave \`--set\` out, or ` +
      "name the topics of one of them by `--prefix`",
  );
}

/** Says what to do with the file. */
function tellNext(
  resources: readonly ImportedResource[],
  found: readonly Candidate[],
  options: ImportFileOptions,
): void {
  const [first] = resources;
  const isSet = options.set !== undefined;
  const more =
    resources.length === 1 ? "" : ` and ${formatCount(resources.length - 1)} more, each with a name of its own`;
  const marker = options.owner === undefined ? " and `marker: false`" : "";
  note(`${messages(found.length)} as ${isSet ? "RetainedMessageSet" : "RetainedMessage"} ${first?.name}${more}. Next:`);
  note("  pulumi import --file import.json --generate-code=false --protect=false");
  note(
    `Declare ${isSet ? "it with the same messages" : "each with the same name and topic"}: payload as text or ` +
      `payloadBase64, qos, userProperties${marker}. Then \`pulumi preview\` shows no change.`,
  );
  const unreadable = found.filter(({ marker }) => marker?.unreadable !== undefined).length;
  if (unreadable > 0) {
    note(
      `${messages(unreadable)} ${unreadable === 1 ? "has" : "have"} properties that cannot be read: contentType, ` +
        "messageExpiry, payloadFormatIndicator, responseTopic or correlationData. Declare them as they were: preview " +
        "shows them as added, and `up` publishes only what differs.",
    );
  }
}
