import { TestStack } from "../support/stack";
import { describePlan, planOf } from "./support/kill-plan";
import { KillTrial } from "./support/kill-trial";
import { seeds, trialsOf } from "./support/trial";

// Runs that end in the middle: whatever was killed, the way back that the docs tell leads to what is declared.

jest.setTimeout(600_000);

const { trial, count } = trialsOf("Runs that are killed: CLI, provider process, endpoint");

for (const seed of seeds(72, [6, 8, 17, 35])) {
  const plan = planOf(seed);
  trial(`seed ${seed}: ${describePlan(plan)}`, async () => {
    const stack = new TestStack();
    await stack.open();
    try {
      await new KillTrial(stack, plan, count).run();
    } finally {
      await stack.close();
    }
  });
}
