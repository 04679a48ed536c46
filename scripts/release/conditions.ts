import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { valid } from "semver";
import { notesOf, unreleased } from "./changelog";
import { ask, askOrNothing } from "./command";

/** The branch that versions are released from. */
export const BRANCH = "main";

/** What is released. */
export interface Release {
  root: string;
  version: string;
  /** The commit that is released. */
  commit: string;
  /** Whether the commit has the tag of the version, which is given to it when all else is done. */
  isTagged: boolean;
  notes: string;
}

/** The name of the tag of a version, and of what carries it. */
export function tagOf({ version }: Pick<Release, "version">): string {
  return `v${version}`;
}

/**
 * Looks whether the checkout may be released.
 *
 * @param wanted the version that the user has named, if any
 * @returns the release, or everything that is wrong
 */
export function examine(root: string, wanted?: string): Release | string[] {
  const json = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8")) as { version: string };
  const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
  const { version } = json("package.json");
  const tag = tagOf({ version });
  const commit = ask(root, "git", "rev-parse", "HEAD");
  const tagged = askOrNothing(root, "git", "rev-parse", "--verify", "--quiet", `${tag}^{commit}`);
  const branch = ask(root, "git", "rev-parse", "--abbrev-ref", "HEAD");
  const notes = notesOf(changelog, version);
  const recording = `test/fixtures/state/${version}.json`;
  const isOpen = unreleased(changelog) !== "";

  const wrong: [isWrong: boolean, sentence: string][] = [
    [ask(root, "git", "status", "--porcelain") !== "", "The checkout has changes that are not committed."],
    [branch !== BRANCH, `The branch is ${branch}: releases are made from ${BRANCH}.`],
    [valid(version) === null, `package.json: ${version} is no version.`],
    [
      wanted !== undefined && wanted !== version,
      `The version is ${version}, and not ${wanted}: \`npm version ${wanted}\` sets it. Then commit.`,
    ],
    ...["package-lock.json", "provider/native/schema.json"].map((path): [boolean, string] => [
      json(path).version !== version,
      `${path} has the version ${json(path).version}, and package.json has ${version}: \`npm version\` sets both.`,
    ]),
    [
      !notes,
      `CHANGELOG.md has nothing under \`## ${version} - YYYY-MM-DD\`: \`npm version X.Y.Z\` makes that heading.`,
    ],
    [
      isOpen,
      "CHANGELOG.md has lines under `## Unreleased`, which would be in the package: `npm version X.Y.Z` is due.",
    ],
    [!existsSync(join(root, recording)), `There is no ${recording}: \`npm run record\` writes it. Then commit it.`],
    [tagged !== undefined && tagged !== commit, `The tag ${tag} is on another commit (${tagged?.slice(0, 7)}).`],
  ];
  const sentences = wrong.filter(([isWrong]) => isWrong).map(([, sentence]) => sentence);
  if (sentences.length > 0) return sentences;
  return { root, version, commit, isTagged: tagged === commit, notes: notes ?? "" };
}
