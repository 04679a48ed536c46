import { bareLoopSeconds } from "../peers/bare-loop";
import { bareResource } from "../peers/bare-resource";
import { atMost, type Measure } from "../support/measure";
import { floorSeconds, many } from "../support/programs";
import { withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(10_000);

export const create: Measure = {
  id: "create",
  title: `up that creates ${count} messages, less what a bare SDK loop takes, against up of one RetainedMessage`,
  aims: { timeRatio: atMost(1.5) },
  run: (rounds) =>
    rounds(async () => {
      const floor = await floorSeconds();
      const loopSeconds = await bareLoopSeconds(count);
      const setSeconds = await withSite(({ stack }) => stack.up(many(count)));
      const bareSeconds = await withSite(({ stack }) => stack.up(bareResource(count)));
      return {
        timeRatio: (setSeconds - loopSeconds) / floor,
        bareRatio: bareSeconds / floor,
        floorSeconds: floor,
        loopSeconds,
        setSeconds,
        bareSeconds,
      };
    }),
};
