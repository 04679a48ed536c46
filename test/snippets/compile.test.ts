import { compile } from "./support/compiler";
import { examples } from "./support/doc-comments";
import { pages, type Snippet, snippetsIn, snippetsOf } from "./support/markdown";

const typescript = snippetsIn("ts");

test("each TypeScript snippet of a page compiles as it stands", () => {
  // A page is a folder. Its files with a title are what its other modules import.
  const folderOf = (page: string) => page.replace(/\.md$/, "");
  const pathOf = ({ page, line, title }: Snippet) => `${folderOf(page)}/${title ?? `line-${line}.ts`}`;
  const files = pages.flatMap(snippetsOf).filter(({ title }) => title !== undefined);
  const wrong = compile(
    Object.fromEntries(typescript.map((snippet) => [pathOf(snippet), asModule(snippet.code)])),
    Object.fromEntries(files.map((snippet) => [pathOf(snippet), snippet.code])),
  );
  const unexpected = typescript.flatMap((snippet) =>
    (wrong.get(pathOf(snippet)) ?? []).map(({ line, text }) => `${snippet.page}:${snippet.line + line - 1}: ${text}`),
  );
  expect(typescript.length).toBeGreaterThan(20);
  expect(unexpected).toEqual([]);
});

test("each example of a doc comment compiles: a program as it stands, a value as what its member takes", () => {
  const found = examples();
  const path = (index: number) => `example-${index}.ts`;
  const wrong = compile(Object.fromEntries(found.map(({ code }, index) => [path(index), asModule(code)])));
  const unexpected = found.flatMap(({ place }, index) =>
    (wrong.get(path(index)) ?? []).map(({ text }) => `${place}: ${text}`),
  );
  expect(found.length).toBeGreaterThan(40);
  expect(unexpected).toEqual([]);
});

/** Names of one snippet are not those of another one. */
function asModule(code: string): string {
  return `${code}\nexport {};\n`;
}
