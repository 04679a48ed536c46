import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "@pulumi/pulumi/automation";
import { DeviceDefaults, Publication, RetainedMessage, RetainedMessageSet } from "../../provider";
import { publishAs, topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

/** What the recorded stacks declare. A new kind of state gets a recording of its own; none is ever changed. */
function program(version: string): void {
  if (version >= "0.4") {
    const things = ["pump-1", { thingName: "pump-2", attributes: { line: "2" } }];
    const { revision } = new DeviceDefaults("devices", {
      things,
      topic: "devices/{thingName}",
      payload: ({ attributes }) => ({ line: attributes["line"] ?? "1" }),
      qos: 0,
    });
    new Publication("reload", {
      topic: "devices/reload",
      payload: { hidden: pulumi.secret("s") },
      triggers: [revision],
    });
  }
  if (version >= "0.3") {
    new RetainedMessageSet("set", {
      messages: {
        "set/json": { payload: { interval: 60 } },
        "set/full": { payload: "on", qos: 0, responseTopic: "set/answer" },
        "set/secret": pulumi.secret("s"),
      },
      defaults: { contentType: "text/plain", userProperties: { model: "m200" } },
      exclusive: ["set"],
    });
  }
  new RetainedMessage("json", { topic: "site/json", payload: { interval: 60, secret: pulumi.secret("s") } });
  new RetainedMessage("bytes", { topic: "site/bytes", payloadBase64: "/wAB", qos: 0, marker: false });
  new RetainedMessage("full", {
    topic: "site/full",
    payload: "on",
    contentType: "text/plain",
    responseTopic: "site/answer",
    correlationData: "YWJj",
    userProperties: { model: "m200" },
  });
}

const folder = join(__dirname, "../fixtures/state");

describe.each(readdirSync(folder))("state of %s", (name) => {
  const { deployment, published } = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
    deployment: Deployment;
    published: {
      topic: string;
      payload: string;
      qos: number;
      lastModifiedTime: number;
      userProperties: Record<string, string>[];
    }[];
  };

  test("previews without a change, refreshes as recorded, and can be destroyed", async () => {
    for (const { topic, payload, qos, userProperties, lastModifiedTime } of published) {
      stack.now = () => lastModifiedTime;
      await publishAs(stack.endpoint, topic, Buffer.from(payload, "base64"), userProperties, qos);
    }
    const here = JSON.stringify(deployment).replaceAll("ENDPOINT", stack.endpoint);
    await stack.stack.importStack(JSON.parse(here));
    const declared = () => program(name);
    const same = deployment.deployment.resources.filter(({ type }: { type: string }) =>
      /iot-retained/.test(type),
    ).length;
    expect((await stack.preview(declared)).changes).toEqual({ same });
    await stack.refresh({ expectNoChanges: true });
    expect((await stack.up(declared)).changes).toEqual({ same });
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });
});
