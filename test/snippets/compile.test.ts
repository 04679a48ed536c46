import { compile } from "./support/compiler";
import { examples } from "./support/doc-comments";
import { snippetsIn } from "./support/markdown";

const typescript = snippetsIn("ts");

test("each TypeScript snippet of a page compiles as it stands, unless it is marked as wrong", () => {
  const path = (index: number) => `snippet-${index}.ts`;
  const wrong = compile(Object.fromEntries(typescript.map(({ code }, index) => [path(index), asModule(code)])));
  const unexpected = typescript.flatMap((snippet, index) =>
    snippet.words.includes("wrong")
      ? []
      : (wrong.get(path(index)) ?? []).map(({ line, text }) => `${snippet.page}:${snippet.line + line - 1}: ${text}`),
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
