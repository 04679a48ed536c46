/** Finds the Pulumi CLI on PATH or in the cache. Otherwise it gets it once, as an official release or from Go modules. */

import { cacheRoot, engineIn, fill } from "./cache";
import { downloadRelease } from "./download";
import { getting } from "./getting";
import { buildFromGoModules, whyNoGo } from "./go-modules";
import { installOfficial } from "./installer";
import { engineOnPath } from "./on-path";
import { type Progress, ProgressReport } from "./progress";
import { type Engine, VERSION } from "./wanted";

export type { Engine } from "./wanted";

export type Say = (line: string) => void;

/** A way to get an engine. */
export interface Way {
  readonly from: Engine["from"];
  readonly announcement: string;
  /** Why this way cannot be used; undefined if it can. */
  readonly impossible: () => Promise<string | undefined>;
  readonly get: (root: string, signal: AbortSignal, progress: Progress) => Promise<void>;
}

export const WAYS: readonly Way[] = [
  {
    from: "download",
    announcement: `Downloading the Pulumi CLI ${VERSION}: a minute or two, once.`,
    impossible: async () => undefined,
    // Releases for Windows are zip files, which Node.js cannot read.
    get: process.platform === "win32" ? installOfficial : downloadRelease,
  },
  {
    from: "Go modules",
    announcement: `Building the Pulumi CLI ${VERSION} from Go modules: 4 to 7 minutes on 2 cores, once. Go keeps 3.5 GB in its caches.`,
    impossible: whyNoGo,
    get: buildFromGoModules,
  },
];

export class EngineNotFoundError extends Error {
  override readonly name = "EngineNotFoundError";
}

/** Finds the engine, or gets it. It says nothing if the engine is on PATH or in the cache. */
export async function findEngine(
  say: Say,
  { root = cacheRoot(), onPath = engineOnPath, ways = WAYS } = {},
): Promise<Engine> {
  const installed = await onPath();
  if (typeof installed === "object") return installed;
  const cached = engineIn(root);
  if (cached !== undefined) return cached;

  if (installed !== undefined) say(installed);
  return getting(`the Pulumi CLI ${VERSION}`, root, say, (signal) => getEngine(root, ways, say, signal));
}

async function getEngine(root: string, ways: readonly Way[], say: Say, signal: AbortSignal): Promise<Engine> {
  // Another process, which this one waited for, may just have put it there.
  const cached = engineIn(root);
  if (cached !== undefined) return cached;

  const failures: string[] = [];
  for (const { from, announcement, impossible, get } of ways) {
    const obstacle = await impossible();
    if (obstacle !== undefined) {
      failures.push(obstacle);
      continue;
    }
    say(`${announcement} It goes to ${root}.`);
    const start = performance.now();
    const report = new ProgressReport(say);
    try {
      const engine = await fill(root, from, (temporary) => get(temporary, signal, report.show));
      report.end();
      say(`done in ${Math.round((performance.now() - start) / 1000)} s`);
      if (engine !== undefined) return engine;
    } catch (error) {
      report.end();
      signal.throwIfAborted();
      failures.push(inOneLine(error));
      say(`not possible here: ${failures.at(-1)}`);
    }
  }
  throw new EngineNotFoundError(
    `Pulumi is neither installed nor can it be fetched (${failures.join("; ")}): install Pulumi 3.254 or newer ` +
      "from https://www.pulumi.com/docs/install/, or Go 1.25 or newer, and run this again.",
  );
}

function inOneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, " ").trim().slice(0, 300);
}
