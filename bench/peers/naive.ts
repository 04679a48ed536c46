import * as pulumi from "@pulumi/pulumi";
import { BYTES, benchPayload, benchText, benchTopic } from "../support/payloads";

interface Props {
  endpoint: string;
  topic: string;
  payload: string;
}

/** Publishes as a tutorial on dynamic providers would: with a client for each call, and without looking at the topic. */
async function publish({ endpoint, topic, payload }: Props): Promise<void> {
  const { IoTDataPlaneClient, PublishCommand } = require("@aws-sdk/client-iot-data-plane");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new IoTDataPlaneClient({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
  await client.send(new PublishCommand({ topic, payload: Buffer.from(payload), qos: 1, retain: true }));
}

const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs: Props) {
    await publish(inputs);
    return { id: inputs.topic, outs: inputs };
  },
  async diff(_id, olds: Props, news: Props) {
    const moved = olds.topic !== news.topic || olds.endpoint !== news.endpoint;
    return { changes: moved || olds.payload !== news.payload, replaces: moved ? ["topic"] : [] };
  },
  async update(_id, _olds: Props, news: Props) {
    await publish(news);
    return { outs: news };
  },
  async delete(_id, props: Props) {
    await publish({ ...props, payload: "" });
  },
};

class Message extends pulumi.dynamic.Resource {
  constructor(name: string, props: Props) {
    super(provider, name, props);
  }
}

/** A stack with one such resource for each message. */
export function naive(endpoint: string, count: number, revision = 1): () => void {
  const messages = Array.from({ length: count }, (_, index) => ({
    topic: benchTopic(index),
    payload: benchText(benchPayload(index, BYTES, revision)),
  }));
  return () => {
    for (const message of messages) new Message(message.topic, { endpoint, ...message });
  };
}
