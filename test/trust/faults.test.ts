import { cells, describeCell, FaultTrial, knownFault } from "./support/fault-cell";
import { chosen, trialsOf } from "./support/trial";

// Each kind of resource in each operation, while calls go wrong: over HTTP, through the handlers.

// Waits of retries and rates take no time here.
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const { trial, knownToFail, count } = trialsOf("Faults of Publish, Get and List: through the handlers, over HTTP");

for (const cell of chosen(cells, (_, index) => index % 23 === 0)) {
  const known = knownFault(cell);
  const run = () => new FaultTrial(cell, count).run();
  if (known === undefined) trial(describeCell(cell), run);
  else knownToFail(describeCell(cell), known, run);
}
