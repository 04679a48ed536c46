import { atLeast, type Measure } from "../support/measure";
import { many } from "../support/programs";
import { withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(2_000);
const publishRate = 100;
const publishLimit = 50;

export const throttle: Measure = {
  id: "throttle",
  title: `publishing ${count} messages at ${publishRate} a second where AWS throttles all above ${publishLimit}`,
  aims: { rateRatio: atLeast(0.9) },
  run: (rounds) =>
    rounds(() =>
      withSite(
        async ({ stack, endpoint }) => {
          await stack.up(many(count));
          const { calls, published, publishingSeconds } = await endpoint.report();
          if (published !== count) throw new Error(`${published} messages were published, not ${count}`);
          return {
            // The first ones are accepted at once, so they do not count. With them, the ratio could be more than 1.
            rateRatio: (count - publishLimit) / publishingSeconds / publishLimit,
            publishesPerSecond: count / publishingSeconds,
            throttledCalls: (calls.Publish ?? 0) - published,
            publishingSeconds,
          };
        },
        { publishRate, publishLimit },
      ),
    ),
};
