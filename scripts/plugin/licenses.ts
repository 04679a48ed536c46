import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licenses of the packages that a bundle is made of. Most of them ask for their text to go with every copy.
 *
 * @param root folder of the project
 * @param sources paths of the bundled sources, from the root
 */
export function licensesOf(root: string, sources: readonly string[]): string {
  const packages = new Set(sources.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  return [...packages]
    .sort()
    .map((folder) => licenseOf(join(root, folder)))
    .join(`\n${"-".repeat(80)}\n\n`);
}

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license: string;
  };
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version} (${license})\n`, ...texts].join("\n").concat("\n");
}
