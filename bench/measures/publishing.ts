import { bareLoopSeconds } from "../peers/bare-loop";
import { atLeast, type Measure } from "../support/measure";
import { many } from "../support/programs";
import { withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(2_000);
const bytes = 300;

export const publishing: Measure = {
  id: "publishing",
  title: `publishing ${count} messages of ${bytes} B, against a bare SDK loop with as many calls in flight`,
  aims: { throughputRatio: atLeast(0.9) },
  run: (rounds) =>
    rounds(async () => {
      const loopSeconds = await bareLoopSeconds(count, bytes);
      const setSeconds = await withSite(async ({ stack, endpoint }) => {
        await stack.up(many(count, bytes));
        return await endpoint.publishing(count);
      });
      return { throughputRatio: loopSeconds / setSeconds, loopSeconds, setSeconds };
    }),
};
