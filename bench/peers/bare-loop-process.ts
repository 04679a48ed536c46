/** Publishes as fast as the SDK or the data plane of this package can: 32 workers in a loop, and nothing else. */

import { IoTDataPlaneClient, PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { AwsDataPlane } from "../../provider/dataplane/aws-data-plane";
import { benchPayload, benchText, benchTopic } from "../support/payloads";
import type { Publisher } from "./bare-loop";

const [publisher = "sdk", endpoint = "", count = "0", bytes = "0", managedBy = ""] = process.argv.slice(2);
const WORKERS = 32;
const region = "eu-west-1";

type Publish = (topic: string, payload: Buffer) => Promise<unknown>;

const publishers: Record<Publisher, () => Publish> = {
  sdk: () => {
    const client = new IoTDataPlaneClient({
      endpoint,
      region,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
      requestHandler: { httpAgent: { keepAlive: true, maxSockets: WORKERS } },
    });
    const userProperties = JSON.stringify([{ "managed-by": managedBy }]);
    return (topic, payload) =>
      client.send(new PublishCommand({ topic, payload, qos: 1, retain: true, userProperties }));
  },
  "data-plane": () => {
    const speed = { publishRate: Number.POSITIVE_INFINITY, readRate: Number.POSITIVE_INFINITY, concurrency: WORKERS };
    const plane = new AwsDataPlane({ region, dataEndpoint: endpoint }, {}, speed);
    return (topic, payload) => plane.publish({ topic, payload, qos: 1, userProperties: [["managed-by", managedBy]] });
  },
};

/** @returns the seconds of CPU that it takes */
async function publishAll(): Promise<number> {
  const publish = publishers[publisher as Publisher]();
  const messages = Array.from({ length: Number(count) }, (_, index) => ({
    topic: benchTopic(index),
    payload: Buffer.from(benchText(benchPayload(index, Number(bytes)))),
  }));
  // All workers take from one iterator, so that each message is published once.
  const queue = messages.values();
  const work = async () => {
    for (const { topic, payload } of queue) await publish(topic, payload);
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: WORKERS }, work));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

publishAll().then((cpuSeconds) => process.send?.(cpuSeconds));

// It ends together with the bench, even if that is killed.
process.on("disconnect", () => process.exit());
