import { execFileSync } from "node:child_process";

/** Where a page or an example names the version of the package, or of its plugin. */
const named = /(iot-retained(?: |-v|-|": "\^))(\d+\.\d+\.\d+)/g;

/** Paths of the pages and examples that may name the version, from the root. The changelog names all versions. */
export function pagesIn(root: string): string[] {
  const pages = ["*.md", "examples/*/package.json", ":!CHANGELOG.md"];
  return execFileSync("git", ["ls-files", ...pages], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");
}

/** The versions that a text names. */
export function versionsIn(text: string): string[] {
  return [...text.matchAll(named)].map(([, , version = ""]) => version);
}

/** A text with another version. */
export function withVersion(text: string, version: string): string {
  return text.replace(named, (_, before: string) => before + version);
}
