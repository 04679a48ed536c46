import { bareResource } from "../peers/bare-resource";
import { atMost, type Measure } from "../support/measure";
import { many, one } from "../support/programs";
import { withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(10_000);

export const preview: Measure = {
  id: "preview",
  title: `preview of ${count} unchanged messages, against preview of one RetainedMessage`,
  aims: { timeRatio: atMost(2.5) },
  run: (rounds) =>
    withSite((single) =>
      withSite((large) =>
        withSite(async (bare) => {
          const unchanged = many(count);
          const texts = bareResource(count);
          await single.stack.up(one);
          await large.stack.up(unchanged);
          await bare.stack.up(texts);
          return await rounds(async () => {
            const floorSeconds = await single.stack.preview(one);
            const setSeconds = await large.stack.preview(unchanged);
            const bareSeconds = await bare.stack.preview(texts);
            return {
              timeRatio: setSeconds / floorSeconds,
              bareRatio: bareSeconds / floorSeconds,
              floorSeconds,
              setSeconds,
              bareSeconds,
            };
          });
        }),
      ),
    ),
};
