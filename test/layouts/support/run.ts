import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { binOf, TOOLS, type Tool } from "../../../scripts/layouts/tools";
import { newestSdk } from "./versions";

const ROOT = join(__dirname, "../../..");

/** Whether all layouts run, and not only the two that `npm test` has time for. */
export const isWhole = process.env["LAYOUTS"] === "all";

let reached: boolean | undefined;

/** Why nothing can be installed here; undefined if it can. */
function whyNoRegistry(): string | undefined {
  reached ??= spawnSync("npm", ["view", `@pulumi/pulumi@${newestSdk(24)}`, "version"]).status === 0;
  return reached ? undefined : "no npm registry can be reached";
}

/** Why a tool is not here, once it has been tried to get it; undefined if it is here. */
function whyNot(tool: Tool): string | undefined {
  if (binOf(tool) !== undefined) return undefined;
  // Not in this process: tests are defined at once, and what is skipped has to be known then.
  const script = ["--require", "ts-node/register/transpile-only", "scripts/layouts/main.ts", tool];
  spawnSync(process.execPath, script, { cwd: ROOT, stdio: "inherit" });
  return binOf(tool) === undefined ? `${TOOLS[tool]} cannot be installed` : undefined;
}

/** Defines the tests of a row of docs/compatibility.md, or says in one line why they are skipped. */
export function describeWith(row: string, tools: readonly Tool[], define: () => void): void {
  const obstacle = whyNoRegistry() ?? tools.map(whyNot).find((reason) => reason !== undefined);
  // Not by the console, of which Jest tells file and line as well.
  if (obstacle !== undefined) process.stdout.write(`skipped: ${row}: ${obstacle}\n`);
  (obstacle === undefined ? describe : describe.skip)(row, define);
}
