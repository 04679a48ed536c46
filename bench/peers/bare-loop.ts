import { join } from "node:path";
import { Child } from "../support/child";
import { BYTES } from "../support/payloads";
import { withEndpoint } from "../support/site";
import { PROJECT, STACK } from "../support/stack";

/** As long as the marker that the provider puts on each message. */
const MARKER = `pulumi:organization/${PROJECT}/${STACK}/defaults#0123456789ab`;

/** Seconds from first to last publish of a bare loop over the SDK, with the messages of a RetainedMessageSet. */
export function bareLoopSeconds(count: number, bytes = BYTES): Promise<number> {
  return withEndpoint(async (endpoint) => {
    const args = [endpoint.url, String(count), String(bytes), MARKER];
    const child = Child.start(join(__dirname, "bare-loop-process.ts"), args);
    try {
      await child.answer();
    } finally {
      await child.stop();
    }
    return await endpoint.publishing(count);
  });
}
