import { exactly, type Measure } from "../support/measure";
import { many } from "../support/programs";
import { withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(10_000);

/** Messages in one page of the listing: the maximum that AWS allows. */
const PAGE = 200;

export const refresh: Measure = {
  id: "refresh",
  title: `refresh of ${count} unchanged messages in an account of as many`,
  aims: { listCalls: exactly(Math.ceil(count / PAGE)), getCalls: exactly(0) },
  run: (rounds) =>
    withSite(async ({ stack, endpoint }) => {
      await stack.up(many(count));
      await endpoint.publishing(count);
      return await rounds(async () => {
        const refreshSeconds = await stack.refresh();
        const { calls } = await endpoint.report();
        const { ListRetainedMessages: listCalls = 0, GetRetainedMessage: getCalls = 0 } = calls;
        return { listCalls, getCalls, refreshSeconds };
      });
    }),
};
