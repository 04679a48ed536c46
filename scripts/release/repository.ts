import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Stands for an owner until there is one. No account of GitHub can begin with a hyphen, so that nobody can take it. */
const NO_OWNER = "-owner-";

/** Parts of package.json that say where the repository is. */
export interface Addresses {
  repository: { type: string; url: string };
  homepage: string;
  bugs: { url: string };
}

/** The fields of package.json for a repository `OWNER/NAME` of GitHub. */
export function addressesOf(slug: string): Addresses {
  const address = `https://github.com/${slug}`;
  return {
    repository: { type: "git", url: `git+${address}.git` },
    homepage: `${address}#readme`,
    bugs: { url: `${address}/issues` },
  };
}

/** The repository that package.json names. */
export function repositoryOf({ repository: { url } }: Pick<Addresses, "repository">) {
  const slug = /^git\+https:\/\/github\.com\/([^/]+\/[^/]+)\.git$/.exec(url)?.[1];
  if (slug === undefined) throw new Error(`package.json: \`repository.url\` is no address of GitHub: ${url}`);
  const hasOwner = !slug.startsWith(`${NO_OWNER}/`);
  return {
    slug,
    hasOwner,
    homepage: addressesOf(slug).homepage,
    /** Where the CLI of Pulumi finds the plugin of a release; undefined if there can be no release yet. */
    pluginDownloadURL: hasOwner ? `github://api.github.com/${slug}` : undefined,
  };
}

/**
 * Replaces the repository by another one, in every file that Git knows.
 *
 * @param root folder of the project
 * @returns the files that were changed
 */
export function moveRepository(root: string, slug: string): string[] {
  const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Addresses;
  const [from, to] = [repositoryOf({ repository }).slug, slug].map((each) => `github.com/${each}`) as [string, string];
  // Tests have addresses of their own, which mean no repository.
  const search = ["grep", "-l", "--fixed-strings", from, "--", ":!test/"];
  const found = execFileSync("git", search, { cwd: root, encoding: "utf8" });
  const files = found.trim().split("\n");
  for (const file of files) {
    const path = join(root, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(from, to));
  }
  return files;
}
