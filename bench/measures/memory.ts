import { atMost, type Measure } from "../support/measure";
import { many } from "../support/programs";
import { peakOfProvider } from "../support/rss";
import { withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(10_000);
const bytes = 1024;

export const memory: Measure = {
  id: "memory",
  title: `most memory of the provider process with ${count} messages of 1 KiB: create, change of all, refresh`,
  aims: { peakMB: atMost(250) },
  run: (rounds) =>
    rounds(() =>
      withSite(async ({ stack }) => {
        const createMB = await peakOfProvider(() => stack.up(many(count, bytes)));
        const updateMB = await peakOfProvider(() => stack.up(many(count, bytes, 2)));
        const refreshMB = await peakOfProvider(() => stack.refresh());
        return { peakMB: Math.max(createMB, updateMB, refreshMB), createMB, updateMB, refreshMB };
      }),
    ),
};
