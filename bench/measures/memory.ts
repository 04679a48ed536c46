import { bareTexts } from "../peers/bare-resource";
import { withCliStack } from "../support/cli-stack";
import type { HostName } from "../support/hosts";
import { atMost, type Measure } from "../support/measure";
import { benchMessages } from "../support/payloads";
import { scaled } from "../support/size";

const count = scaled(10_000);
const bytes = 1024;

export const memory: Measure = {
  id: "memory",
  title: `most memory of the provider process with ${count} messages of 1 KiB: create, change of all, refresh`,
  aims: { nativePeakMB: atMost(250), dynamicToBareRatio: atMost(1.25) },
  run: (rounds) =>
    rounds(async () => {
      const native = await peaksOf("native", benchMessages);
      const dynamic = await peaksOf("dynamic", benchMessages);
      const bare = await peaksOf("bare", bareTexts);
      return {
        nativePeakMB: native.updateMB,
        dynamicToBareRatio: dynamic.updateMB / bare.updateMB,
        dynamicPeakMB: dynamic.updateMB,
        barePeakMB: bare.updateMB,
        nativeCreateMB: native.createMB,
        dynamicCreateMB: dynamic.createMB,
        bareCreateMB: bare.createMB,
        nativeRefreshMB: native.refreshMB,
        dynamicRefreshMB: dynamic.refreshMB,
      };
    }),
};

type Declare = (count: number, bytes: number, revision: number) => object;

/** The peak of the provider process in each command, each of which has a process of its own. */
function peaksOf(host: HostName, declare: Declare) {
  return withCliStack(host, async (stack) => {
    const peakOf = async (command: "up" | "refresh") => (await stack.run(command)).provider.peakMB;
    await stack.declare(declare(count, bytes, 1));
    const createMB = await peakOf("up");
    await stack.declare(declare(count, bytes, 2));
    const updateMB = await peakOf("up");
    return { createMB, updateMB, refreshMB: await peakOf("refresh") };
  });
}
