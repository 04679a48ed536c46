import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "@pulumi/pulumi/automation";
import { Publication, RetainedMessage, RetainedMessageSet } from "../../../provider";
import { publishAs, topics } from "../../support/look";
import { NativeMessage, NativePublication, NativeSet } from "../../support/native";
import { useStack } from "../../support/stack";

// A stack whose program moves from the resources of the Node.js package to those of the native provider, and back.

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

interface Classes {
  Message: typeof NativeMessage;
  MessageSet: typeof NativeSet;
  Signal: typeof NativePublication;
}

const native: Classes = { Message: NativeMessage, MessageSet: NativeSet, Signal: NativePublication };

/** The resources of the Node.js package, with an alias each. */
const dynamic = Object.fromEntries(
  Object.entries({ Message: RetainedMessage, MessageSet: RetainedMessageSet, Signal: Publication }).map(
    ([name, Resource]) => [
      name,
      function (this: unknown, ...[resource, args, opts = {}]: [string, never, pulumi.CustomResourceOptions?]) {
        const alias = { type: `iot-retained:index:${Resource.name}` };
        return new Resource(resource, args, { ...opts, aliases: [alias] });
      },
    ],
  ),
) as unknown as Classes;

/** What the recorded stacks declare: see upgrade.test.ts. */
function program(version: string, { Message, MessageSet, Signal }: Classes): void {
  if (version >= "0.4") {
    const parent = new pulumi.ComponentResource("iot-retained:index:DeviceDefaults", "devices");
    const messages = { "devices/pump-1": { payload: { line: "1" } }, "devices/pump-2": { payload: { line: "2" } } };
    const { revision } = new MessageSet("devices", { messages, defaults: { qos: 0 } }, { parent });
    new Signal("reload", { topic: "devices/reload", payload: { hidden: pulumi.secret("s") }, triggers: [revision] });
  }
  if (version >= "0.3") {
    new MessageSet("set", {
      messages: {
        "set/json": { payload: { interval: 60 } },
        "set/full": { payload: "on", qos: 0, responseTopic: "set/answer" },
        "set/secret": pulumi.secret("s"),
      },
      defaults: { contentType: "text/plain", userProperties: { model: "m200" } },
      exclusive: ["set"],
    });
  }
  new Message("json", { topic: "site/json", payload: { interval: 60, secret: pulumi.secret("s") } });
  new Message("bytes", { topic: "site/bytes", payloadBase64: "/wAB", qos: 0, marker: false });
  new Message("full", {
    topic: "site/full",
    payload: "on",
    contentType: "text/plain",
    responseTopic: "site/answer",
    correlationData: "YWJj",
    userProperties: { model: "m200" },
  });
}

interface Published {
  topic: string;
  payload: string;
  qos: number;
  lastModifiedTime: number;
  userProperties: Record<string, string>[];
}

const folder = join(__dirname, "../../fixtures/state");

describe.each(readdirSync(folder))("a stack of %s", (name) => {
  const recording = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
    deployment: Deployment;
    published: Published[];
  };
  const same = recording.deployment.deployment.resources.filter(({ type }: { type: string }) =>
    /iot-retained/.test(type),
  ).length;

  test("goes to the native provider and back without a change", async () => {
    for (const { topic, payload, qos, userProperties, lastModifiedTime } of recording.published) {
      stack.now = () => lastModifiedTime;
      await publishAs(stack.endpoint, topic, Buffer.from(payload, "base64"), userProperties, qos);
    }
    await stack.stack.importStack(
      JSON.parse(JSON.stringify(recording.deployment).replaceAll("ENDPOINT", stack.endpoint)),
    );
    const before = await remembered();

    for (const classes of [native, dynamic]) {
      const declared = () => program(name, classes);
      expect((await stack.preview(declared)).changes).toEqual({ same });
      expect((await stack.up(declared)).changes).toEqual({ same });
      expect(stack.calls).toEqual([]);
      expect(await remembered()).toEqual(before);
      await stack.refresh({ expectNoChanges: true });
    }
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });
});

/** What the state knows of its messages: nonces, times and the rest of the bookkeeping, by name. */
async function remembered(): Promise<unknown> {
  const { deployment } = JSON.parse(await stack.export("--show-secrets"));
  return deployment.resources
    .filter(({ type }: { type: string }) => /iot-retained:(index:)?(RetainedMessage|Publication)/.test(type))
    .map(({ urn, id, outputs }: { urn: string; id: string; outputs: Record<string, unknown> }) => [
      urn.split("::").at(-1),
      id,
      outputs["__state"],
      outputs["__bookkeeping"],
      outputs["lastModifiedTime"],
    ])
    .sort();
}
