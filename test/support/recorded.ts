import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "@pulumi/pulumi/automation";
import type { Host } from "./host";
import { publishAs } from "./look";
import type { TestStack } from "./stack";

/** A message that was live with a recorded state. */
interface Published {
  topic: string;
  payload: string;
  qos: number;
  lastModifiedTime: number;
  userProperties: Record<string, string>[];
}

/** The state that a version wrote, and the messages that were live with it. */
export interface Recording {
  deployment: Deployment;
  published: Published[];
}

const folder = join(__dirname, "../fixtures/state");

/** The recordings, by the version that wrote each. None is ever changed. */
export const recordings: [version: string, recording: Recording][] = readdirSync(folder).map((name) => [
  name.replace(/\.json$/, ""),
  JSON.parse(readFileSync(join(folder, name), "utf8")) as Recording,
]);

/** How many resources of this package a recorded state has. */
export function sizeOf({ deployment }: Recording): number {
  return deployment.deployment.resources.filter(({ type }: { type: string }) => /iot-retained/.test(type)).length;
}

/** Gives a stack a recorded state, and publishes its messages with their times. */
export async function restore(stack: TestStack, { deployment, published }: Recording): Promise<void> {
  for (const { topic, payload, qos, userProperties, lastModifiedTime } of published) {
    stack.now = () => lastModifiedTime;
    await publishAs(stack.endpoint, topic, Buffer.from(payload, "base64"), userProperties, qos);
  }
  await stack.stack.importStack(JSON.parse(JSON.stringify(deployment).replaceAll("ENDPOINT", stack.endpoint)));
}

/** What the recorded stacks declare, apart from their devices. A new kind of state gets a recording of its own. */
export function declareRecorded(version: string, { RetainedMessage, RetainedMessageSet }: Host): void {
  const message = (name: string, args: object) => new RetainedMessage(name, args as never);
  if (version >= "0.3") {
    const set = {
      messages: {
        "set/json": { payload: { interval: 60 } },
        "set/full": { payload: "on", qos: 0, responseTopic: "set/answer" },
        "set/secret": pulumi.secret("s"),
      },
      defaults: { contentType: "text/plain", userProperties: { model: "m200" } },
      exclusive: ["set"],
    };
    new RetainedMessageSet("set", set as never);
  }
  message("json", { topic: "site/json", payload: { interval: 60, secret: pulumi.secret("s") } });
  message("bytes", { topic: "site/bytes", payloadBase64: "/wAB", qos: 0, marker: false });
  message("full", {
    topic: "site/full",
    payload: "on",
    contentType: "text/plain",
    responseTopic: "site/answer",
    correlationData: "YWJj",
    userProperties: { model: "m200" },
  });
}
