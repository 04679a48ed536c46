/** `npm run --silent pulumi -- ARGS`: runs the Pulumi CLI, which is fetched once if it is not installed. */

import { relative, resolve } from "node:path";
import { findEngine } from "./engine";
import { runPulumi } from "./engine/cli";
import { stackEnvironment } from "./local-stack";

/** npm changes to the root of the project. `pulumi` runs where the user called it, if that is inside the project. */
function workingDirectory(): string {
  const caller = process.env["INIT_CWD"];
  if (process.env["npm_lifecycle_event"] !== "pulumi" || caller === undefined) return process.cwd();
  const root = resolve(__dirname, "..");
  const path = relative(root, caller);
  return path.startsWith("..") ? root : caller;
}

async function main(): Promise<number> {
  const engine = await findEngine((line) => console.error(line));
  return runPulumi(engine, process.argv.slice(2), { env: stackEnvironment(), cwd: workingDirectory() });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
