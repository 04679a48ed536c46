import * as pulumi from "@pulumi/pulumi";
import { connectAsync, type IPublishPacket } from "mqtt";
import { Publication, type PublicationArgs, RetainedMessageSet } from "../../provider";
import { topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

const topic = "acme/pumps/reload";
const reload = (args: Partial<PublicationArgs> = {}) => new Publication("reload", { topic, ...args });

/** What a device that is connected during `work` receives on every topic. */
async function received(work: () => Promise<unknown>): Promise<(IPublishPacket & { text: string })[]> {
  const client = await connectAsync(stack.local.mqtt, { protocolVersion: 5 });
  const packets: (IPublishPacket & { text: string })[] = [];
  const end = new Promise<void>((resolve) => {
    client.on("message", (at, payload, packet) => {
      if (at === "end") resolve();
      else packets.push({ ...packet, text: payload.toString() });
    });
  });
  await client.subscribeAsync("#", { qos: 1 });
  await work();
  // Messages of one broker arrive in order: what was sent before has arrived with this one.
  await client.publishAsync("end", "");
  await end;
  await client.endAsync();
  return packets;
}

test("create sends once, not retained; preview, a second up, refresh and destroy send nothing", async () => {
  const program = () =>
    reload({ payload: { at: 1 }, qos: 0, contentType: "application/json", userProperties: { a: "b" } });
  expect(await received(() => stack.preview(program))).toEqual([]);
  expect(stack.calls).toEqual([]);
  const [packet, ...more] = await received(() => stack.up(program));
  expect(more).toEqual([]);
  expect(packet).toMatchObject({ topic, text: '{"at":1}', retain: false, qos: 0 });
  expect(packet?.properties).toMatchObject({ contentType: "application/json", userProperties: { a: "b" } });
  const silent = async () => {
    expect((await stack.up(program)).changes).toEqual({ same: 1 });
    await stack.refresh({ expectNoChanges: true });
    expect(stack.calls).toEqual([]);
    await stack.destroy();
    expect(stack.calls).toEqual([]);
  };
  expect(await received(silent)).toEqual([]);
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("it is sent again when an argument or a trigger changes, and then only", async () => {
  const files = (text: string) => [1, { b: 2, a: [true] }, new pulumi.asset.StringAsset(text)];
  await stack.up(() => reload({ triggers: files("one") }));
  expect(stack.published(topic)).toEqual([0]);
  const steps: [PublicationArgs["triggers"], Partial<PublicationArgs>, string[]][] = [
    [[1, { a: [true], b: 2 }, new pulumi.asset.StringAsset("one")], {}, []],
    [files("two"), {}, [topic]],
    [files("two"), { payload: "now" }, [topic]],
    [files("two"), { payload: "now", qos: 0 }, [topic]],
    [files("two"), { payload: "now", qos: 0, topic: "acme/valves/reload" }, ["acme/valves/reload"]],
    [undefined, { payload: "now", qos: 0, topic: "acme/valves/reload" }, ["acme/valves/reload"]],
    [[], { payload: "now", qos: 0, topic: "acme/valves/reload" }, []],
  ];
  for (const [triggers, args, sent] of steps) {
    await stack.up(() => reload({ ...args, ...(triggers === undefined ? {} : { triggers }) }));
    expect(stack.calls.map((call) => call.topic)).toEqual(sent);
  }
});

test("a set's revision triggers it: after the messages are published, before others are cleared", async () => {
  const program =
    (messages: Record<string, string>, verify = true) =>
    () => {
      const defaults = new RetainedMessageSet("defaults", { messages, verify });
      reload({ triggers: [defaults.revision] });
      return { revision: defaults.revision };
    };
  const revisionAfter = async (...up: Parameters<typeof stack.up>) => {
    await stack.up(...up);
    return Number((await stack.outputs())["revision"]);
  };
  const revision = await revisionAfter(program({ "acme/a": "1", "acme/b": "2" }));
  expect(stack.published(topic)).toEqual([0]);
  const preview = await stack.preview(program({ "acme/a": "3", "acme/b": "2" }));
  expect(preview.changes).toEqual({ update: 2 });
  expect(await revisionAfter(program({ "acme/a": "1", "acme/b": "2" }))).toBe(revision);
  const order = await received(() => stack.up(program({ "acme/a": "3" })));
  // A set clears for itself, as the last thing it does.
  expect(order.map((packet) => [packet.topic, packet.text])).toEqual([
    ["acme/a", "3"],
    ["acme/b", ""],
    [topic, ""],
  ]);
  await stack.up(program({ "acme/a": "3" }));
  expect(stack.calls).toEqual([]);
  const type = "pulumi-nodejs:dynamic/iot-retained:RetainedMessageSet";
  const urn = `urn:pulumi:test::iot-retained-test::${type}::defaults`;
  expect(await revisionAfter(program({ "acme/a": "3" }), { replace: [urn] })).toBeGreaterThan(revision);
  expect(stack.published(topic)).toEqual([0]);
});

test("a setting about markers is none of its business", async () => {
  await stack.configure({ "iot-retained:endpoint": stack.endpoint, "iot-retained:marker": "false" });
  await stack.up(() => reload());
  expect(stack.published(topic)).toEqual([0]);
});

test("one that failed is sent by the next up; one that may have been sent is sent again", async () => {
  stack.fault = ({ operation }) => (operation === "Publish" ? { error: "UnauthorizedException" } : undefined);
  const refused = await stack.up(() => reload()).catch((error: Error) => error);
  expect(String(refused)).toContain(`publishing message (${topic}): 401 UnauthorizedException`);
  expect(String(refused)).toContain("Allow iot:Publish on arn:aws:iot:eu-west-1:<account>:topic/acme/pumps/reload");
  stack.fault = () => undefined;
  await stack.up(() => reload());
  expect(stack.published(topic)).toEqual([0]);
  let calls = 0;
  stack.fault = () => (calls++ === 0 ? { drop: "after" } : undefined);
  expect(await received(() => stack.up(() => reload({ payload: "again" })))).toHaveLength(2);
});

test("everything that is wrong is told in preview, and a secret stays one", async () => {
  const bad = () => reload({ topic: "a/#", qos: 2 as never, payload: "x".repeat(131_073), triggers: "now" as never });
  const failed = String(await stack.preview(bad).catch((error: Error) => error));
  expect(failed).toContain("`topic`: must not contain the wildcards `+` and `#`");
  expect(failed).toContain("`qos`: expected 0 or 1, got 2");
  expect(failed).toContain("`payload`: expected at most 131072 bytes (128 KB), got 131073");
  expect(failed).toContain("`triggers`: expected a list of values");
  for (const [argument, reason] of [
    ["retain", "is given by the kind of the resource: leave it out"],
    ["marker", "there is no such argument"],
    ["overwrite", "there is no such argument"],
  ]) {
    const refused = await stack.preview(() => reload({ [argument as string]: true } as never)).catch(String);
    expect(refused).toContain(`\`${argument}\`: ${reason}`);
  }
  const hidden = pulumi.secret("hush-hush");
  const up = await stack.up(() => reload({ payload: { hidden }, triggers: [hidden] }));
  expect(up.stdout + up.stderr + (await stack.state())).not.toContain("hush-hush");
});

test("another endpoint by configuration sends there; one by the environment alone is refused", async () => {
  await stack.configure({ "iot-retained:endpoint": undefined });
  stack.inEnvironment({ AWS_ENDPOINT_URL_IOT_DATA_PLANE: stack.endpoint });
  await stack.up(() => reload());
  const other = await stack.another();
  stack.inEnvironment({ AWS_ENDPOINT_URL_IOT_DATA_PLANE: other.endpoint });
  const refused = String(await stack.up(() => reload({ payload: "now" })).catch((error: Error) => error));
  expect(refused).toContain(`but the environment now points to one in eu-west-1 at ${other.endpoint}`);
  expect([...other.calls, ...stack.calls]).toEqual([]);
  await stack.configure({ "iot-retained:endpoint": other.endpoint, "iot-retained:region": "eu-west-1" });
  await stack.up(() => reload());
  expect(other.published(topic)).toEqual([0]);
  expect(stack.calls).toEqual([]);
});
