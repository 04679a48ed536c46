/** The local endpoint in its own process, so that its memory is its own. It tells its memory to whoever sends a message. */

import { startLocalEndpoint } from "pulumi-iot-retained/local";

startLocalEndpoint().then(({ endpoint, mqtt }) => process.send?.({ endpoint, mqtt }));

process.on("message", () => {
  // Finalizers run between two collections.
  globalThis.gc?.();
  setTimeout(() => {
    globalThis.gc?.();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    process.send?.({ rss, heapUsed, external, arrayBuffers });
  }, 100);
});

// It ends together with the test, even if that is killed.
process.on("disconnect", () => process.exit());
