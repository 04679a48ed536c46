/** The local endpoint alone in its own process. An argument is the file in which it keeps its messages. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startLocalEndpoint } from "pulumi-iot-retained/local";

const [, , data] = process.argv;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

startLocalEndpoint(data === undefined ? {} : { data }).then(({ endpoint, mqtt }) => process.send?.({ endpoint, mqtt }));

// Any message asks for the bytes that are in use.
process.on("message", () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});

// It ends together with the bench, even if that is killed.
process.on("disconnect", () => process.exit());
