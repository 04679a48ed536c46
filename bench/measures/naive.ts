import { naive as naiveProgram } from "../peers/naive";
import { atLeast, type Measure } from "../support/measure";
import { many } from "../support/programs";
import { type Site, withSite } from "../support/site";
import { scaled } from "../support/size";

const count = scaled(300);

export const naive: Measure = {
  id: "naive",
  title: `${count} messages in one RetainedMessageSet, against as many closure-serialised dynamic resources`,
  aims: { createTimesFaster: atLeast(6), updateTimesFaster: atLeast(8), stateTimesSmaller: atLeast(15) },
  run: (rounds) =>
    rounds(async () => {
      const peer = await withSite((site) =>
        lifeOf(site, (revision) => naiveProgram(site.endpoint.url, count, revision)),
      );
      const set = await withSite((site) => lifeOf(site, (revision) => many(count, undefined, revision)));
      return {
        createTimesFaster: peer.createSeconds / set.createSeconds,
        updateTimesFaster: peer.updateSeconds / set.updateSeconds,
        stateTimesSmaller: peer.stateBytes / set.stateBytes,
        naiveCreateSeconds: peer.createSeconds,
        setCreateSeconds: set.createSeconds,
        naiveUpdateSeconds: peer.updateSeconds,
        setUpdateSeconds: set.updateSeconds,
        naiveStateBytes: peer.stateBytes,
        setStateBytes: set.stateBytes,
      };
    }),
};

/** Creates all messages, then changes all of them. */
async function lifeOf({ stack, endpoint }: Site, program: (revision: number) => () => void) {
  const createSeconds = await stack.up(program(1));
  await endpoint.publishing(count);
  const stateBytes = await stack.stateBytes();
  const updateSeconds = await stack.up(program(2));
  await endpoint.publishing(count);
  return { createSeconds, updateSeconds, stateBytes };
}
