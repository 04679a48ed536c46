/** Publishes as fast as the SDK can: 32 workers in a loop, and nothing else. */

import { IoTDataPlaneClient, PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { benchPayload, benchText, benchTopic } from "../support/payloads";

const [endpoint = "", count = "0", bytes = "0", managedBy = ""] = process.argv.slice(2);
const WORKERS = 32;

async function publishAll(): Promise<void> {
  const client = new IoTDataPlaneClient({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: WORKERS } },
  });
  const userProperties = JSON.stringify([{ "managed-by": managedBy }]);
  const inputs = Array.from({ length: Number(count) }, (_, index) => ({
    topic: benchTopic(index),
    payload: Buffer.from(benchText(benchPayload(index, Number(bytes)))),
    qos: 1,
    retain: true,
    userProperties,
  }));
  // All workers take from one iterator, so that each message is published once.
  const queue = inputs.values();
  const work = async () => {
    for (const input of queue) await client.send(new PublishCommand(input));
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

publishAll().then(() => process.send?.("done"));

// It ends together with the bench, even if that is killed.
process.on("disconnect", () => process.exit());
