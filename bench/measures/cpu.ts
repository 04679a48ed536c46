import { loop } from "../peers/bare-loop";
import { atMost, type Measure } from "../support/measure";
import { scaled } from "../support/size";

const count = scaled(10_000);

export const cpu: Measure = {
  id: "cpu",
  title: `CPU of ${count} publishes by the data plane of this package, against a bare SDK loop`,
  aims: { cpuRatio: atMost(0.6) },
  run: (rounds) =>
    rounds(async () => {
      const { cpuSeconds: loopCpuSeconds } = await loop("sdk", count);
      const { cpuSeconds: planeCpuSeconds } = await loop("data-plane", count);
      return { cpuRatio: planeCpuSeconds / loopCpuSeconds, loopCpuSeconds, planeCpuSeconds };
    }),
};
