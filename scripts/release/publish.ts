import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { assetsOf, folderOf, NOTES, packageOf } from "./artifacts";
import { askOrNothing, type Run } from "./command";
import { BRANCH, type Release, tagOf } from "./conditions";
import { type Addresses, repositoryOf } from "./repository";

type Line = [command: string, ...args: string[]];

/** The commands that publish a release. Each of them can run again, but for the last, since no npm package is ever replaced. */
export function publishingOf(release: Release): Line[] {
  const { root, version } = release;
  const tag = tagOf(release);
  const file = (name: string) => relative(root, join(folderOf(release), name));
  const assets = assetsOf(release).map(file);
  const on = ["--repo", repositoryIn(root).slug];
  const isOnGitHub = askOrNothing(root, "gh", "release", "view", tag, ...on) !== undefined;
  const isOnNpm = askOrNothing(root, "npm", "view", `pulumi-iot-retained@${version}`, "version") === version;
  return [
    ["git", "push", "--atomic", "origin", BRANCH, tag],
    isOnGitHub
      ? ["gh", "release", "upload", tag, ...on, "--clobber", ...assets]
      : ["gh", "release", "create", tag, ...on, "--verify-tag", "--title", tag, "--notes-file", file(NOTES), ...assets],
    ...(isOnNpm ? [] : [["npm", "publish", `./${file(packageOf(release))}`] satisfies Line]),
  ];
}

/** Why nothing can be published from here; undefined if it can. */
export function whyNotPublished(root: string): string | undefined {
  if (!repositoryIn(root).hasOwner) {
    return "package.json names no repository yet: `npm run repository -- OWNER/NAME` does. Commit that before the release.";
  }
  if (askOrNothing(root, "git", "remote", "get-url", "origin") === undefined)
    return "There is no remote `origin` to push to.";
  if (askOrNothing(root, "gh", "--version") === undefined)
    return "There is no `gh`, which makes releases on GitHub, on PATH.";
  return undefined;
}

export async function publish(release: Release, run: Run): Promise<void> {
  for (const line of publishingOf(release)) await run(release.root, ...line);
}

function repositoryIn(root: string) {
  return repositoryOf(JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Addresses);
}
