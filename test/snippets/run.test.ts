import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRegistry } from "../../provider/local/registry";
import { writeMarker } from "../../provider/messages/marker";
import { ROOT } from "../../scripts/walk/walk";
import { PROJECT, STACK } from "../support/blank-stack";
import { publishAs } from "../support/look";
import { useStack } from "../support/stack";
import { examples } from "./support/doc-comments";
import { filesShownOn, pages, type Snippet, snippetsOf } from "./support/markdown";
import { type PageProgram, PageProject } from "./support/page-program";

const stack = useStack();

beforeEach(() => {
  stack.registry = parseRegistry(readFileSync(join(ROOT, "examples/bootstrap/fleet.json"), "utf8"));
});

const deployed = pages.filter((page) => programOf(page).modules.length > 0);

test.each(deployed)("what %s shows is deployed as it stands, and then nothing changes", async (page) => {
  const project = await PageProject.open(stack, programOf(page));
  for (const args of snippetsOf(page).flatMap(configOf)) {
    expect(await project.pulumi("config", "set", ...args)).toMatchObject({ code: 0 });
  }
  for (const command of [
    ["up", "--yes", "--skip-preview"],
    ["preview", "--diff", "--expect-no-changes"],
  ]) {
    const { code, output } = await project.pulumi(...command);
    expect(output).not.toMatch(/warning|error/i);
    expect(code).toBe(0);
  }
});

/** Examples that the API reference shows; those with @pulumi/aws need its plugin. */
const programs = examples().filter(({ runs, code }) => runs && !code.includes("@pulumi/aws"));

test("the programs in doc comments are previewed as they stand", async () => {
  expect(programs.length).toBeGreaterThan(10);
  // What the examples read: a message of the same stack, and folders.
  const [key, value] = writeMarker({ owner: `organization/${PROJECT}/${STACK}`, name: "other", nonce: "000000000000" });
  await publishAs(stack.endpoint, "acme/pumps/defaults", "{}", [{ [key]: value }]);
  const files = {
    "defaults/acme/pumps/defaults.json": "{}",
    [`environments/${STACK}/acme/pumps/defaults.json`]: '{ "on": true }',
  };
  for (const { place, code } of programs) {
    const project = await PageProject.open(stack, { modules: [code], files });
    const { output } = await project.pulumi("preview");
    expect(`${place}: ${output}`).not.toMatch(/warning:|error:/);
  }
});

function programOf(page: string): PageProgram {
  const snippets = snippetsOf(page);
  const isProgram = ({ language, words, title }: Snippet) =>
    language === "ts" && words.length === 0 && title === undefined;
  return {
    modules: snippets.filter(isProgram).map(({ code }) => code),
    files: filesShownOn(page),
  };
}

/** Arguments of the lines `pulumi config set …` of a snippet. The test itself says where the messages are. */
function configOf({ language, words, code }: Snippet): string[][] {
  if (language !== "sh" || words.length > 0) return [];
  return [...code.matchAll(/^pulumi config set (.+?)(?:\s+#.*)?$/gm)]
    .map(([, line = ""]) => [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? ""))
    .filter((args) => !args.some((arg) => /^iot-retained:(endpoint|region)$/.test(arg)));
}
