import { writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";

/** Whether all trials run, and not only the share that `npm test` has time for. */
const isWhole = process.env["TRUST"] === "all";

/** Facts that are written for the results, by what they count. */
type Facts = Record<string, number>;

/** The trials of one test file, which count what they have looked at. */
export interface Trials {
  /** One trial. If it fails, it says how it is run alone. */
  trial(name: string, run: () => Promise<void>): void;
  /** Counts something for the results, in words that follow a number: `messages compared`. */
  count(what: string, number?: number): void;
}

/**
 * Opens the trials of a test file.
 *
 * @param title what is tried, as the results call it
 */
export function trialsOf(title: string): Trials {
  const facts: Facts = {};
  const file = relative(process.cwd(), expect.getState().testPath ?? "");
  afterAll(() => {
    const folder = process.env["TRUST_TALLY"];
    if (folder === undefined) return;
    writeFileSync(join(folder, `${basename(file)}.json`), JSON.stringify({ file, title, facts }));
  });
  const count = (what: string, number = 1) => {
    facts[what] = (facts[what] ?? 0) + number;
  };
  return {
    count,
    trial: (name, run) => test(name, () => toldHowToRepeat(run, file, name)),
  };
}

/**
 * The trials that run: all of them, or the share of `npm test`.
 *
 * @param share fixed, so that a run of `npm test` is like the one before
 */
export function chosen<T>(all: readonly T[], share: (trial: T, index: number) => boolean): readonly T[] {
  return isWhole ? all : all.filter(share);
}

/** The seeds that run: `TRUST_SEED`, or `count` of them, or the share of `npm test`. */
export function seeds(count: number, share: readonly number[]): readonly number[] {
  const only = process.env["TRUST_SEED"];
  if (only !== undefined) return [Number(only)];
  return isWhole ? Array.from({ length: count }, (_, seed) => seed) : share;
}

/**
 * How long fast-check searches, and from which seed: `TRUST_SEED`, or always the same. What it finds, it tells with the
 * seed that leads there.
 */
export function search(share: number, all: number): { numRuns: number; seed: number } {
  return { numRuns: isWhole ? all : share, seed: Number(process.env["TRUST_SEED"] ?? 1) };
}

async function toldHowToRepeat(run: () => Promise<void>, file: string, name: string): Promise<void> {
  try {
    await run();
  } catch (error) {
    const pattern = name.replace(/[.*+?^${}()|[\]\\']/g, ".");
    process.stderr.write(`failed: ${name}\n`);
    const command = `npm run build && TRUST=all npx jest ${file} -t '${pattern}'`;
    if (error instanceof Error) error.message += `\n\nThis trial alone: ${command}`;
    throw error;
  }
}
