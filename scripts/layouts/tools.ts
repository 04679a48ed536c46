import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, fillWhole } from "../engine/cache";
import { getting } from "../engine/getting";
import { run } from "../engine/run";

/** What tests of layouts run, as packages of npm. Each version has a folder of its own in the cache. */
export const TOOLS = {
  pnpm: "pnpm@12.21.0",
  "yarn 1": "yarn@1.22.22",
  "yarn 4": "@yarnpkg/cli-dist@4.18.1",
  bun: "bun@1.4.5",
  "Node.js 20": "node@20.20.2",
  "Node.js 22": "node@22.23.3",
  "Node.js 24": "node@24.21.0",
} as const;

export type Tool = keyof typeof TOOLS;

function rootOf(tool: Tool): string {
  return join(cacheFolder(), `npm-${TOOLS[tool].replace(/[^\w.]+/g, "-").replace(/^-/, "")}`);
}

/** The folder of a tool's executables, to be put on PATH; undefined if it has not been got. */
export function binOf(tool: Tool): string | undefined {
  const bin = join(rootOf(tool), "node_modules/.bin");
  return existsSync(bin) ? bin : undefined;
}

/** Gets a tool with npm, once. */
export async function getTool(tool: Tool): Promise<void> {
  if (binOf(tool) !== undefined) return;
  const what = `${tool} from npm`;
  const say = (line: string) => console.log(line);
  await getting(what, rootOf(tool), say, async (signal) => {
    if (binOf(tool) !== undefined) return;
    say(`Getting ${what}, once.`);
    await fillWhole(rootOf(tool), (temporary) => install(TOOLS[tool], temporary, signal));
  });
}

async function install(spec: string, root: string, signal: AbortSignal): Promise<void> {
  await writeFile(join(root, "package.json"), '{ "private": true }\n');
  // `npm test --ignore-scripts`, as in CI, tells it to every npm below. Some of these packages are made by their scripts.
  const args = ["install", "--ignore-scripts=false", "--no-package-lock", "--loglevel=error", spec];
  const { code, stdout, stderr } = await run("npm", args, { cwd: root, signal });
  signal.throwIfAborted();
  if (code !== 0) throw new Error((stderr || stdout).trim().split("\n", 1)[0]);
}
