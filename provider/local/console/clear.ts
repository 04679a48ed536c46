import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import type { MessageStore } from "../store/messages";
import { ConsoleError } from "./answer";
import type { ClearBody } from "./wire";

export const clearBody: z.ZodType<ClearBody> = z.union([
  z.strictObject({ topic: z.string() }),
  z.strictObject({ branch: z.string(), count: z.int().nonnegative(), newest: z.number() }),
]);

/** How many topics are cleared before other calls get their turn. */
const batch = 1_000;

/** Clears a topic or a branch, and returns how many messages are gone. @throws ConsoleError */
export async function clear(store: MessageStore, body: ClearBody): Promise<number> {
  const topics =
    "topic" in body ? [body.topic].filter((topic) => store.get(topic)) : [...topicsUnder(store, body.branch)];
  if ("count" in body) {
    if (body.count !== topics.length) {
      throw new ConsoleError(409, `the branch has ${topics.length} messages now, not ${body.count}`);
    }
    const newest = topics.reduce((latest, topic) => Math.max(latest, store.get(topic)?.publishedAt ?? 0), 0);
    if (body.newest !== newest) throw new ConsoleError(409, "a message of the branch has changed meanwhile");
  }
  for (const [index, topic] of topics.entries()) {
    if (index % batch === batch - 1) await turn();
    store.publish({ topic, payload: Buffer.alloc(0), qos: 1, userProperties: [] }, { retain: true });
  }
  return topics.length;
}

/** The retained topics of a branch: the topic of its name, and those with a slash after it. */
function* topicsUnder(store: MessageStore, branch: string): Generator<string> {
  const prefix = `${branch}/`;
  for (const topic of [branch, prefix]) if (store.get(topic) !== undefined) yield topic;
  let after: string | undefined = prefix;
  while (after !== undefined) {
    const page = store.list(batch, after);
    for (const { message } of page.messages) {
      // Topics that begin alike are together in the order of topics.
      if (!message.topic.startsWith(prefix)) return;
      yield message.topic;
    }
    after = page.next;
  }
}
