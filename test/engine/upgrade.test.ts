import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "@pulumi/pulumi/automation";
import { RetainedMessage } from "../../provider";
import { publishAs, topics } from "../support/look";
import { changesOf, TestStack } from "../support/stack";

let stack: TestStack;

beforeEach(async () => {
  stack = await TestStack.create();
});

afterEach(() => stack.close());

/** What the recorded stacks declare. A new kind of state gets a recording of its own; none is ever changed. */
function program(): void {
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
    expect(changesOf((await stack.preview(program)).changeSummary)).toEqual({ same: 3 });
    await stack.refresh({ expectNoChanges: true });
    expect(changesOf((await stack.up(program)).summary.resourceChanges)).toEqual({ same: 3 });
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });
});
