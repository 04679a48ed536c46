import { findEngine } from "../../scripts/engine";

/** What Jest says of a run. */
interface Run {
  testPathPatterns: { patterns: readonly string[] };
  testNamePattern?: string | undefined;
}

/** Before a run of all tests: says how long it takes, and gets the Pulumi CLI, for which a single test could not wait. */
export default async function beforeAll(run: Run, { roots }: { roots: readonly string[] }): Promise<void> {
  const isOfAll = roots.length > 1 && run.testPathPatterns.patterns.length === 0 && !run.testNamePattern;
  if (!isOfAll) return;
  process.stdout.write("\nAll tests take about 25 minutes on 2 cores, and `npm run test:unit` less than one.\n");
  await findEngine((line) => process.stderr.write(`${line}\n`));
}
