import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { ROOT } from "../../../scripts/walk/walk";

/** A block of code on a page. */
export interface Snippet {
  /** The page, from the root of the checkout. */
  page: string;
  /** The line of the page on which the code begins. */
  line: number;
  /** The language, such as `ts`. */
  language: string;
  /** Words after the language, such as `no-run`. */
  words: readonly string[];
  /** The file that the block shows, as in `title="defaults/pump.json"`. */
  title: string | undefined;
  code: string;
}

const markdown = new MarkdownIt();

/** The pages that users read. */
export const pages: readonly string[] = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(ROOT, "examples")).map((name) => `examples/${name}/README.md`),
].filter((page) => existsSync(join(ROOT, page)));

/** The blocks of code of a page, in their order. */
export function snippetsOf(page: string): Snippet[] {
  return markdown
    .parse(readFileSync(join(ROOT, page), "utf8"), {})
    .filter(({ type }) => type === "fence")
    .map(({ info, content, map }) => {
      const title = /title="([^"]*)"/.exec(info)?.[1];
      const [language = "", ...words] = info
        .replace(/title="[^"]*"/, "")
        .trim()
        .split(/\s+/);
      return { page, line: (map?.[0] ?? 0) + 2, language, words, title, code: content };
    });
}

/** The files that a page shows as a whole, by their paths. */
export function filesShownOn(page: string): Record<string, string> {
  return Object.fromEntries(
    snippetsOf(page).flatMap(({ title, code }) => (title === undefined ? [] : [[title, code]])),
  );
}

/** All blocks in one of some languages. */
export function snippetsIn(...languages: string[]): Snippet[] {
  return pages.flatMap(snippetsOf).filter(({ language }) => languages.includes(language));
}

/** The name of a snippet in an error. */
export function placeOf({ page, line }: Snippet): string {
  return `${page}:${line}`;
}
