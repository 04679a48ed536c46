import * as pulumi from "@pulumi/pulumi";
import { type Host, hosts } from "../../support/host";
import { publishAs, text, topics } from "../../support/look";
import { declareRecorded, recordings, restore, sizeOf } from "../../support/recorded";
import { useStack } from "../../support/stack";

// A stack whose program moves from the resources of the Node.js package to those of the native provider, and back.

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

const kinds = ["RetainedMessage", "RetainedMessageSet", "Publication"] as const;

/** The resources of the Node.js package, each with an alias for its type in the native provider. */
const back = Object.fromEntries(
  kinds.map((kind) => [
    kind,
    function (this: unknown, name: string, args: never, opts: pulumi.CustomResourceOptions = {}) {
      return new hosts.dynamic[kind](name, args, { ...opts, aliases: [{ type: `iot-retained:index:${kind}` }] });
    },
  ]),
) as unknown as Host;

/** What the recorded stacks declare. A component takes the place of DeviceDefaults, which the native provider has not. */
function program(version: string, host: Host): void {
  if (version >= "0.4") {
    const parent = new pulumi.ComponentResource("iot-retained:index:DeviceDefaults", "devices");
    const messages = { "devices/pump-1": { payload: { line: "1" } }, "devices/pump-2": { payload: { line: "2" } } };
    const set = new host.RetainedMessageSet("devices", { messages, defaults: { qos: 0 } } as never, { parent });
    const { revision } = set as unknown as { revision: pulumi.Output<number> };
    const payload = { hidden: pulumi.secret("s") };
    new host.Publication("reload", { topic: "devices/reload", payload, triggers: [revision] } as never);
  }
  declareRecorded(version, host);
}

test.each(recordings)(
  "a stack of %s goes to the native provider and back without a change",
  async (version, recording) => {
    await restore(stack, recording);
    const same = sizeOf(recording);
    const before = await remembered();
    for (const host of [hosts.native, back]) {
      const declared = () => program(version, host);
      expect((await stack.preview(declared)).changes).toEqual({ same });
      expect((await stack.up(declared)).changes).toEqual({ same });
      expect(stack.calls).toEqual([]);
      expect(await remembered()).toEqual(before);
      await stack.refresh({ expectNoChanges: true });
    }
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  },
);

test.each([
  ["native", hosts.native, back],
  ["dynamic", hosts.dynamic, hosts.native],
])("what the %s provider has published, the other one changes, refreshes and clears", async (_name, first, second) => {
  const program = (host: Host, payload: string) => () => {
    const secret = pulumi.secret("hunter2");
    new host.RetainedMessage("message", { topic: "site/a", payload: { payload, secret } } as never);
    new host.RetainedMessage("gone", { topic: "site/b", payload } as never);
    new host.RetainedMessageSet("set", { messages: { "set/a": payload, "set/b": secret } } as never);
    new host.Publication("signal", { topic: "site/reload", payload } as never);
  };
  await stack.up(program(first, "1"));
  await stack.up(program(first, "2"));
  expect((await stack.preview(program(second, "2"))).changes).toEqual({ same: 4 });
  await publishAs(stack.endpoint, "site/b", "drifted");
  await stack.up(program(second, "3"), { refresh: true });
  expect(await text(stack.endpoint, "site/a")).toBe('{"payload":"3","secret":"hunter2"}');
  expect(await text(stack.endpoint, "set/a")).toBe("3");
  expect(await stack.export()).not.toContain("hunter");
  // What it deletes was published by the other one.
  await stack.up(program(first, "4"));
  expect((await stack.up(program(second, "4"))).changes).toEqual({ same: 4 });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
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
