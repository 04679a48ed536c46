import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { ROOT } from "../../scripts/walk/walk";
import { pages, placeOf, type Snippet, snippetsIn, snippetsOf } from "./support/markdown";

const failures = (snippets: readonly Snippet[], read: (code: string) => unknown) =>
  snippets.flatMap((snippet) => {
    try {
      read(snippet.code);
      return [];
    } catch (error) {
      return [`${placeOf(snippet)}: ${(error as Error).message}`];
    }
  });

test("every JSON snippet is JSON", () => {
  const found = snippetsIn("json");
  expect(found.length).toBeGreaterThan(0);
  expect(failures(found, JSON.parse)).toEqual([]);
});

test("every YAML snippet is YAML", () => {
  const found = snippetsIn("yaml");
  expect(found.length).toBeGreaterThan(0);
  expect(
    failures(found, (code) => {
      for (const { errors } of parseAllDocuments(code)) if (errors[0] !== undefined) throw errors[0];
    }),
  ).toEqual([]);
});

test("a page names the file of a block right before it, since no reader sees its title", () => {
  const unnamed = pages.flatMap((page) => {
    const lines = readFileSync(join(ROOT, page), "utf8").split("\n");
    return snippetsOf(page).filter(({ title, line }) => {
      const before = lines.slice(0, line - 2).findLast((text) => text.trim() !== "");
      return title !== undefined && !before?.includes(title);
    });
  });
  expect(unnamed.map((snippet) => `${placeOf(snippet)}: ${snippet.title}`)).toEqual([]);
});
