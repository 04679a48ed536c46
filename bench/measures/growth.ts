import { atMost, type Measure } from "../support/measure";
import { floorSeconds, many } from "../support/programs";
import { withSite } from "../support/site";
import { scaled } from "../support/size";
import { logLogSlope } from "../support/statistics";

const counts = [1_000, 3_000, 10_000, 20_000].map(scaled);

export const growth: Measure = {
  id: "growth",
  title: `power with which up grows over ${counts.join(", ")} messages, above up of one RetainedMessage`,
  aims: { slope: atMost(1.05) },
  run: (rounds) =>
    rounds(async () => {
      const floor = await floorSeconds();
      const points: [count: number, seconds: number][] = [];
      for (const count of counts) points.push([count, await withSite(({ stack }) => stack.up(many(count)))]);
      return {
        slope: logLogSlope(points.map(([count, seconds]) => [count, seconds - floor])),
        floorSeconds: floor,
        ...Object.fromEntries(points.map(([count, seconds]) => [`up${count}Seconds`, seconds])),
      };
    }),
};
