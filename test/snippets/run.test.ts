import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRegistry } from "../../provider/local/registry";
import { ROOT } from "../../scripts/walk/walk";
import { useStack } from "../support/stack";
import { examples } from "./support/doc-comments";
import { pages, snippetsOf } from "./support/markdown";
import { deploy, type PageProgram } from "./support/page-program";

const stack = useStack();

beforeEach(() => {
  stack.registry = parseRegistry(readFileSync(join(ROOT, "examples/bootstrap/fleet.json"), "utf8"));
});

const programs: [string, PageProgram][] = pages
  .map((page): [string, PageProgram] => [page, programOf(page)])
  .filter(([, { modules }]) => modules.length > 0);

test.each(programs)("what %s shows is deployed as it stands, and then nothing changes", async (_page, program) => {
  await expectDeployed(program);
});

test("the programs in doc comments are deployed as they stand, and then nothing changes", async () => {
  const modules = examples().flatMap(({ runs, code }) => (runs ? [code] : []));
  expect(modules.length).toBeGreaterThan(5);
  await expectDeployed({ modules, files: {}, config: [] });
});

async function expectDeployed(program: PageProgram): Promise<void> {
  const { up, again } = await deploy(stack, program);
  expect(up.output).not.toMatch(/warning|error/i);
  expect(up.code).toBe(0);
  expect(again.output).not.toMatch(/warning|error/i);
  expect(again.code).toBe(0);
}

function programOf(page: string): PageProgram {
  const snippets = snippetsOf(page);
  return {
    modules: snippets
      .filter(({ language, words, title }) => language === "ts" && words.length === 0 && title === undefined)
      .map(({ code }) => code),
    files: Object.fromEntries(snippets.flatMap(({ title, code }) => (title === undefined ? [] : [[title, code]]))),
    config: snippets
      .filter(({ language, words }) => language === "sh" && words.length === 0)
      .flatMap(({ code }) => configIn(code)),
  };
}

/** Arguments of the lines `pulumi config set …`. */
function configIn(code: string): string[][] {
  const lines = [...code.matchAll(/^pulumi config set (.+?)(?:\s+#.*)?$/gm)].map(([, args = ""]) => args);
  return lines.map((line) => [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? ""));
}
