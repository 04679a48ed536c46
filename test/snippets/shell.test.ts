import { settingNames } from "../../provider/settings/setting-names";
import { run } from "../support/command";
import { type Snippet, snippetsIn } from "./support/markdown";

interface Line {
  place: string;
  words: string[];
}

const lines = snippetsIn("sh").flatMap(linesOf);
const ours = lines.filter(({ words }) => words[0] === "iot-retained");

test("every `iot-retained` of a shell snippet is a command with options that it has", async () => {
  expect(ours.length).toBeGreaterThan(10);
  const options = new Map<string, string[]>();
  const wrong: string[] = [];
  for (const { place, words } of ours) {
    const [, command = "", ...rest] = words;
    if (command.startsWith("-")) continue;
    const known = options.get(command) ?? (await optionsOf(command));
    options.set(command, known);
    if (known.length === 0) wrong.push(`${place}: there is no command ${command}`);
    // What follows `--` is for Pulumi.
    const own = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
    const given = own.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ""));
    wrong.push(...given.filter((option) => !known.includes(option)).map((option) => `${place}: ${command} ${option}`));
  }
  expect(wrong).toEqual([]);
});

test("every setting that a shell snippet sets exists", () => {
  const set = lines.flatMap(({ place, words }) =>
    words.flatMap((word) => {
      const name = /^iot-retained:([A-Za-z]+)(?![\w:])/.exec(word)?.[1];
      return name === undefined ? [] : [{ place, name }];
    }),
  );
  expect(set.length).toBeGreaterThan(5);
  expect(set.filter(({ name }) => !(settingNames as readonly string[]).includes(name))).toEqual([]);
});

/** Commands of a snippet, each as its words; a pipe and a redirection end one. */
function linesOf({ page, line, code }: Snippet): Line[] {
  return code
    .replace(/\\\n/g, " ")
    .split("\n")
    .flatMap((text, index) =>
      text
        .replace(/(^|\s)#.*$/, "")
        .split(/&&|\|\||[|;]/)
        .map((part) => wordsOf(part))
        .filter((words) => words.length > 0)
        .map((words) => ({ place: `${page}:${line + index}`, words })),
    );
}

function wordsOf(command: string): string[] {
  const words = [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replace(/['"]/g, ""));
  const [first = "", second] = words;
  if (first === "npx" && second === "iot-retained") return words.slice(1);
  return first.endsWith("/iot-retained") ? ["iot-retained", ...words.slice(1)] : words;
}

async function optionsOf(command: string): Promise<string[]> {
  const { code, stdout } = await run(command, "--help");
  if (code !== 0) return [];
  return [...stdout.matchAll(/^ {2,}(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, short, long = ""]) => [
    short ?? long,
    long,
  ]);
}
