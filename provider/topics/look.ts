import { setTimeout as sleep } from "node:timers/promises";
import type { DataPlane } from "../dataplane/data-plane";
import type { LiveMessage } from "../messages/message";

/** Waits in milliseconds before each look at a topic. AWS does not say how soon a Get shows a publish. */
const WAITS = [0, 50, 100, 200, 400, 800, 1600, 1600];

/**
 * Looks at a topic until it is as expected, for some seconds.
 *
 * @returns whether it is, and what was there at the last look
 */
export async function lookUntil(
  topic: string,
  dataPlane: DataPlane,
  isExpected: (live: LiveMessage | undefined) => boolean,
): Promise<{ isAsExpected: boolean; live: LiveMessage | undefined }> {
  let live: LiveMessage | undefined;
  for (const wait of WAITS) {
    await sleep(wait);
    live = await dataPlane.get(topic);
    if (isExpected(live)) return { isAsExpected: true, live };
  }
  return { isAsExpected: false, live };
}
