import type { Place } from "../../dataplane/data-plane";
import { placeName } from "../../dataplane/places";
import { isUnderPrefix } from "../../messages/topic";
import { SECRET_TEXT } from "../../pulumi/secret-text";
import { normalizedEndpoint } from "../../settings/endpoint";
import { CommandError } from "./exit";
import { readExport } from "./exported-resources";
import { StateResource } from "./state-resource";

/** The resources of a state that are compared with a folder, and what the others have. */
export interface StackState {
  /** Those that have messages of files, or may have some. */
  resources: StateResource[];
  /** All resources of the state. */
  all: readonly StateResource[];
  /** A topic that no resource has, as it may be shown: a prefix may be secret. */
  shown(topic: string): string;
}

/** Reads the state of a stack from standard input. @throws CommandError if it is not there, not whole, or encrypted */
export async function readStackState(): Promise<readonly StateResource[]> {
  if (process.stdin.isTTY) {
    throw new CommandError(
      "`--state -` reads standard input: `pulumi stack export --show-secrets | iot-retained diff ...`",
    );
  }
  const { resources } = await readExport("-");
  return resources
    .filter(({ isRead, isReplaced }) => !isRead && !isReplaced)
    .map((resource) => new StateResource(resource));
}

/**
 * Chooses the resources to compare with a folder.
 *
 * @param names of resources that are made of the folder; without any, all that have messages of files
 * @param place where live messages are looked at
 * @param owner that their messages should have
 * @throws CommandError if nobody can tell which are meant, or if the state is that of another place or owner
 */
export function chosen(
  all: readonly StateResource[],
  { names, place, owner }: { names: readonly string[]; place: Place; owner: string | undefined },
): StackState {
  const here = all.filter((resource) => resource.place === undefined || isSamePlace(resource.place, place));
  const [elsewhere] = all.flatMap((resource) => resource.place ?? []);
  if (here.length === 0 && elsewhere !== undefined) {
    throw new CommandError(
      `the messages of this state are ${placeName(elsewhere)}, and the live ones that were to be compared are ` +
        `${placeName(place)}: give \`--endpoint\`, \`--region\` or \`--profile\``,
    );
  }
  const resources = names.length > 0 ? named(here, names) : ofFiles(here);
  const owners = new Set(resources.flatMap((resource) => resource.owner ?? []));
  if (owner !== undefined && owners.size > 0 && !owners.has(owner)) {
    throw new CommandError(
      `the messages of this state are of ${[...owners].sort().join(", ")}, and not of \`--owner ${owner}\`: pipe in the ` +
        "export of the stack that is compared",
    );
  }
  const isSecret = (topic: string) => here.some((each) => each.hasSecretTopics && isUnderPrefix(topic, each.exclusive));
  return { resources, all: here, shown: (topic) => (isSecret(topic) ? SECRET_TEXT : topic) };
}

function named(all: readonly StateResource[], names: readonly string[]): StateResource[] {
  for (const name of names) {
    if (all.some((resource) => resource.name === name)) continue;
    const known = all.map((resource) => resource.name).sort();
    throw new CommandError(
      `the state has no resource ${name} with messages here; it has ${known.join(", ") || "none"}`,
    );
  }
  return all.filter(({ name }) => names.includes(name));
}

function ofFiles(all: readonly StateResource[]): StateResource[] {
  const found = all.filter(({ inCode }) => inCode !== true);
  const sets = found.filter(({ isSet }) => isSet).map(({ name }) => name);
  if (sets.length < 2) return found;
  const options = sets.map((name) => `\`--resource ${name}\``);
  throw new CommandError(
    `the state has ${sets.length} sets that may be made of these files: give ${options.join(" or ")}, or several of them`,
  );
}

function isSamePlace(a: Place, b: Place): boolean {
  return (
    normalizedEndpoint(a.dataEndpoint) === normalizedEndpoint(b.dataEndpoint) &&
    (a.accountId === undefined || b.accountId === undefined || a.accountId === b.accountId)
  );
}
