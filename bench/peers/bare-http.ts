/**
 * A server of Node.js that reads each request to its end, and answers 200: a POST with a body as long as that of Publish,
 * and a GET with one as long as a page of 200 messages.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { benchTopic } from "../support/payloads";

const published = JSON.stringify({ message: "OK", traceId: "00000000-0000-4000-8000-000000000000" });
const page = JSON.stringify({
  retainedTopics: Array.from({ length: 200 }, (_, index) => ({
    topic: benchTopic(index),
    payloadSize: 120,
    qos: 1,
    lastModifiedTime: 1_800_000_000_000,
  })),
  nextToken: "YWZ0ZXI6YWNtZS9wdW1wcy9wdW1wLTAwMTk5L2RlZmF1bHRz",
});

const server = createServer((incoming, response) => {
  const body = incoming.method === "POST" ? published : page;
  incoming.on("end", () => {
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
  incoming.resume();
});
server.listen(0, "127.0.0.1", () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

// It ends together with the bench, even if that is killed.
process.on("disconnect", () => process.exit());
