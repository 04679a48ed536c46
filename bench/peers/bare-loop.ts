import { join } from "node:path";
import { Child } from "../support/child";
import { BYTES } from "../support/payloads";
import { withEndpoint } from "../support/site";
import { PROJECT, STACK } from "../support/stack";

/** As long as the marker that the provider puts on each message. */
const MARKER = `pulumi:organization/${PROJECT}/${STACK}/defaults#0123456789ab`;

/** What a loop publishes with: the AWS SDK, or the data plane of this package. */
export type Publisher = "sdk" | "data-plane";

/** What a loop takes. */
interface Took {
  /** From the first publish to the last one. */
  seconds: number;
  /** CPU of the process of the loop, while it publishes. */
  cpuSeconds: number;
}

/** Publishes the messages of a RetainedMessageSet in a loop, and nothing else. */
export function loop(publisher: Publisher, count: number, bytes = BYTES): Promise<Took> {
  return withEndpoint(async (endpoint) => {
    const args = [publisher, endpoint.url, String(count), String(bytes), MARKER];
    const child = Child.start(join(__dirname, "bare-loop-process.ts"), args);
    try {
      const cpuSeconds = await child.answer<number>();
      return { seconds: await endpoint.publishing(count), cpuSeconds };
    } finally {
      await child.stop();
    }
  });
}

/** Seconds from first to last publish of a bare loop over the SDK, with the messages of a RetainedMessageSet. */
export async function bareLoopSeconds(count: number, bytes = BYTES): Promise<number> {
  return (await loop("sdk", count, bytes)).seconds;
}
