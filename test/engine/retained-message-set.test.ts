import { RetainedMessageSet } from "../../provider";
import { look, text, topics } from "../support/look";
import { set } from "../support/set";
import { useStack } from "../support/stack";

const stack = useStack();

test("basic: preview only looks whether the topics are free, up publishes, a second up is silent, refresh finds no change, destroy clears", async () => {
  const program = set({
    "site-a/pump": { payload: { interval: 60, alarms: { high: 8 } } },
    "site-a/valve": "on",
    "site-b/pump": { payload: "off", qos: 0, contentType: "text/plain" },
  });

  const preview = await stack.preview(program);
  expect(preview.changes).toEqual({ create: 2 });
  expect(stack.operations).toEqual(["ListRetainedMessages"]);

  const up = await stack.up(program);
  expect(up.changes).toEqual({ create: 2 });
  expect(stack.count("Publish")).toBe(3);
  // One page that says that all topics are free, and one that says that all are stored.
  expect(stack.count("ListRetainedMessages")).toBe(2);
  expect(stack.count("GetRetainedMessage")).toBe(0);
  expect(up.stdout).toMatch(/defaults: 3 published in \d+\.\d s/);
  const live = await look(stack.endpoint, "site-a/pump");
  expect(live?.payload.toString()).toBe('{"alarms":{"high":8},"interval":60}');
  expect(live?.qos).toBe(1);
  expect(live?.userProperties).toEqual([
    { "managed-by": expect.stringMatching(/^pulumi:organization\/iot-retained-test\/test\/defaults#[0-9a-f]{12}$/) },
  ]);
  expect(await text(stack.endpoint, "site-a/valve")).toBe("on");
  expect(await stack.properties("site-b/pump")).toMatchObject({ contentType: "text/plain" });

  const again = await stack.up(program);
  expect(again.changes).toEqual({ same: 1 });
  expect(again.stdout).not.toContain("defaults:");
  expect(stack.calls).toEqual([]);

  await stack.refresh({ expectNoChanges: true });
  expect(stack.operations).toEqual(["ListRetainedMessages"]);

  await stack.destroy();
  expect(stack.count("Publish")).toBe(3);
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a long run tells how far it is, and keeps to the pace that all resources share", async () => {
  await stack.configure({ "iot-retained:publishRate": "20" });
  const half = (name: string) =>
    new RetainedMessageSet(name, {
      messages: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${name}/${i}`, "on"])),
    });
  const up = await stack.up(() => [half("first"), half("second")]);
  expect(up.stdout).toMatch(/first: \d+ of 30 published, \d+\/s, \d+ s left/);
  expect(up.stdout).toMatch(/second: 30 published in \d+\.\d s/);
  expect(stack.count("Publish")).toBe(60);
  const destroy = await stack.destroy();
  expect(destroy.stdout).toMatch(/first: \d+ of 30 cleared, \d+\/s, \d+ s left/);
  expect(destroy.stdout).toMatch(/first: 30 cleared in \d+\.\d s/);
});
