/** Gets what programs in other languages need, once, and says what cannot be had here. */

import { existsSync } from "node:fs";
import { findEngine } from "../engine";
import { fillWhole } from "../engine/cache";
import { getting } from "../engine/getting";
import { whyNoGo } from "../engine/go-modules";
import { type Progress, ProgressReport } from "../engine/progress";
import { buildTools } from "./build";
import { makePython, whyNoPython } from "./python";
import { pythonRoot, toolsRoot } from "./wanted";

interface Wanted {
  what: string;
  root: string;
  /** Why it cannot be had; undefined if it can. */
  impossible: () => Promise<string | undefined>;
  get: (root: string, signal: AbortSignal, progress: Progress) => Promise<void>;
}

const wanted: readonly Wanted[] = [
  {
    what: "the language hosts of YAML, Python and Go from Go modules: 2 to 10 minutes on 2 cores",
    root: toolsRoot(),
    impossible: whyNoGo,
    get: buildTools,
  },
  {
    what: "a virtual environment with Pulumi's SDK for Python: half a minute",
    root: pythonRoot(),
    impossible: whyNoPython,
    get: makePython,
  },
];

const say = (line: string) => console.log(line);

async function provide({ what, root, impossible, get }: Wanted): Promise<void> {
  if (existsSync(root)) return;
  const obstacle = await impossible();
  if (obstacle !== undefined) return say(`Not to be had here (${obstacle}): ${what}.`);
  await getting(what, root, say, async (signal) => {
    if (existsSync(root)) return;
    say(`Getting ${what}, once.`);
    const report = new ProgressReport(say);
    try {
      await fillWhole(root, (temporary) => get(temporary, signal, report.show));
      report.end();
    } catch (error) {
      report.end();
      signal.throwIfAborted();
      // The tests that need it say that they are skipped.
      say(`not possible here: ${(error as Error).message}`);
    }
  });
}

async function main(): Promise<void> {
  await findEngine(say);
  for (const each of wanted) await provide(each);
}

void main();
