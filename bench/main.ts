/** `npm run bench`: runs all measures in the README of this folder, or only those that are named. */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { measures, onlyNamed } from "./measures";
import { prepareMachine } from "./support/machine";
import type { Figures, Measure, Rounds } from "./support/measure";
import { endTogether } from "./support/processes";
import { one } from "./support/programs";
import { type Result, resultOf, tableOf, writeResults } from "./support/results";
import { withSite } from "./support/site";
import { isTrial, ROUNDS } from "./support/size";
import { STACKS } from "./support/stack";

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(ids: readonly string[]): Promise<void> {
  const wanted = chosen(ids);
  endTogether();
  const on = await prepareMachine(say);
  // Remove what a killed run has left.
  await rm(STACKS, { recursive: true, force: true });
  const file = isTrial ? join(STACKS, "trial.json") : join(__dirname, "results.json");
  await warmUp();

  const results: Record<string, Result> = {};
  for (const measure of wanted) {
    say(`${measure.id}: ${measure.title}`);
    try {
      const result = resultOf(measure, await measure.run(rounds), on);
      results[measure.id] = result;
      // Written at once, so that a later measure that fails does not lose it.
      await writeResults(file, { [measure.id]: result });
    } catch (error) {
      // The Automation API reports the whole output twice.
      const [reason] = (error as Error).message.split("\n err?:");
      say(`${measure.id} could not be measured: ${reason}`);
      process.exitCode = 1;
    }
  }
  console.log(tableOf(results));
}

function chosen(ids: readonly string[]): readonly Measure[] {
  const all = [...measures, ...onlyNamed];
  const known = all.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) throw new Error(`no such measure: ${unknown.join(", ")}; there are ${known.join(", ")}`);
  return ids.length === 0 ? measures : all.filter(({ id }) => ids.includes(id));
}

const rounds: Rounds = async (round) => {
  const figures: Figures[] = [];
  for (let i = 1; i <= ROUNDS; i++) {
    figures.push(await round());
    say(`  ${i} of ${ROUNDS}: ${JSON.stringify(figures.at(-1))}`);
  }
  return figures;
};

/** Runs a few commands first, because the first commands of a process load and compile what later ones use again. */
async function warmUp(): Promise<void> {
  await withSite(async ({ stack }) => {
    await stack.up(one);
    await stack.preview(one);
  });
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
