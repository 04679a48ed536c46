import { forEachTopic } from "../../dataplane/many";
import { placeName } from "../../dataplane/places";
import { readMarker } from "../../messages/marker";
import { formatCount } from "../../text/counts";
import { CommandError, endWith } from "../exit";
import type { PlaceOptions } from "../options";
import { line, note } from "../output";
import { confirm } from "./confirm";
import { type Connected, openDataPlane } from "./connection";
import { listing, messages, of } from "./format";
import { ProgressLine } from "./progress-line";
import { readAll, type Seen, seen } from "./reading";
import { type Known, keeping, readExport } from "./stack-export";

/** What the command line says. */
export interface ClearOptions extends PlaceOptions {
  owner: string;
  prefix?: string;
  keepState?: string;
  yes?: true;
}

/** A message of the owner. */
interface Owned extends Seen {
  nonce: string;
}

/** Clears the messages of an owner. */
export async function clear(options: ClearOptions): Promise<void> {
  const { owner, prefix, keepState, yes, ...place } = options;
  const known = keepState === undefined ? undefined : await readExport(keepState);
  const connected = await openDataPlane(place);
  const owned = await readAll(connected, prefix, (live): Owned | undefined => {
    const marker = readMarker(live.userProperties);
    return marker?.owner === owner ? { ...seen(live), nonce: marker.nonce } : undefined;
  });
  const unknown = known === undefined ? owned : left(owned, known, options);
  if (unknown.length === 0) return note(`Nothing to clear${of(options)} ${placeName(connected.place)}.`);
  listing(unknown);
  note(`${messages(unknown.length)}${of(options)} ${placeName(connected.place)}.`);
  const also = known === undefined ? ", also what a stack still knows" : "";
  if (!yes && !(await confirm(`Clear ${messages(unknown.length)}${also}?`))) return note("Nothing was cleared.");
  await clearEach(unknown, connected);
}

/** The messages that a stack does not know; says how many stay. */
function left(owned: readonly Owned[], known: Known, { keepState, owner }: ClearOptions): Owned[] {
  const found = { known: 0, perhaps: 0, unknown: 0 };
  const unknown = owned.filter(({ topic, nonce }) => {
    const kept = keeping(known, topic, nonce);
    found[kept]++;
    return kept === "unknown";
  });
  assertSameStack(unknown.length === owned.length, known, owner, keepState);
  if (found.known > 0) note(`${messages(found.known)} stay: the stack knows them.`);
  if (found.perhaps > 0) {
    note(
      `${messages(found.perhaps)} stay: they are of a set of the stack whose topics are encrypted in the export. ` +
        "Export with `pulumi stack export --show-secrets` to tell which of them it knows.",
    );
  }
  return unknown;
}

/** With the export of another stack, everything would be cleared. */
function assertSameStack(isNoneKnown: boolean, { owners, stack }: Known, owner: string, file = ""): void {
  const isSame = owners.has(owner) || owner.endsWith(`/${stack}`);
  if (isSame || !isNoneKnown) return;
  throw new CommandError(
    `${file} is of ${stack === undefined ? "a stack without resources" : `the stack ${stack}`}, which knows no message of ${owner}: give the export of that owner's stack, or, ` +
      "if that is gone, leave `--keep-state` out. Nothing was cleared",
  );
}

/** Clears messages that are still as they were listed, and tells the outcome. */
async function clearEach(found: readonly Owned[], { dataPlane, concurrency }: Connected): Promise<void> {
  const byTopic = new Map(found.map((message) => [message.topic, message]));
  const progress = new ProgressLine("cleared", found.length);
  let cleared = 0;
  const changed: string[] = [];
  const failures = await forEachTopic([...byTopic.keys()], concurrency, async (topic) => {
    const live = await dataPlane.get(topic);
    const marker = live && readMarker(live.userProperties);
    const listed = byTopic.get(topic);
    const isAsListed =
      marker?.owner === listed?.owner &&
      marker?.nonce === listed?.nonce &&
      live?.lastModifiedTime === listed?.lastModifiedTime;
    if (live !== undefined && isAsListed) {
      await dataPlane.clear(topic);
      cleared++;
    } else if (live !== undefined) changed.push(topic);
    progress.step();
  });
  progress.end();
  line(`${messages(cleared)} cleared.`);
  for (const topic of changed) note(`${topic}: left, since somebody has published it in between`);
  for (const error of failures.byTopic.values()) note(error.message);
  if (failures.untried.length > 0) {
    note(`${formatCount(failures.untried.length)} were not tried, since too many in a row had failed`);
  }
  if (failures.byTopic.size > 0) endWith("error");
}
