import { parseAllDocuments } from "yaml";
import { placeOf, type Snippet, snippetsIn } from "./support/markdown";

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
