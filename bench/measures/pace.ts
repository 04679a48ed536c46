import { atMost, type Measure } from "../support/measure";
import { many } from "../support/programs";
import { withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(5_000);
const publishRate = 500;

export const pace: Measure = {
  id: "pace",
  title: `publishing ${count} messages at ${publishRate} a second, against what that rate allows`,
  aims: { timeRatio: atMost(1.03) },
  run: (rounds) =>
    rounds(async () => {
      const publishingSeconds = await withSite(
        async ({ stack, endpoint }) => {
          await stack.up(many(count));
          return await endpoint.publishing(count);
        },
        { publishRate },
      );
      return { timeRatio: publishingSeconds / (count / publishRate), publishingSeconds };
    }),
};
