import type * as pulumi from "@pulumi/pulumi";
import { Provider, RetainedMessage } from "../../provider";
import { look, topics } from "../support/look";
import type { Overrides } from "../support/message";
import { urnOf, useStack } from "../support/stack";

// What users do to the name, owner or options of a resource whose message is live: no device may see its topic empty.

const stack = useStack();

const topic = "site/a/config";

function message(name: string, args: Overrides = {}, opts?: pulumi.CustomResourceOptions) {
  return () => new RetainedMessage(name, { topic, payload: "ours", ...args }, opts);
}

const marker = async () => (await look(stack.endpoint, topic))?.userProperties[0]?.["managed-by"];

/** Runs a program that must find the message as it is. */
async function expectSame(program: () => unknown): Promise<void> {
  const before = await look(stack.endpoint, topic);
  const up = await stack.up(program);
  expect(up.changes).toMatchObject({ same: expect.any(Number) });
  expect(stack.published(topic)).toEqual([]);
  await stack.refresh({ expectNoChanges: true });
  expect(await look(stack.endpoint, topic)).toEqual(before);
}

test("an alias, and `pulumi state rename`, keep the message as it is, and destroy clears it", async () => {
  await stack.up(message("first"));
  await expectSame(message("second", {}, { aliases: [{ name: "first" }] }));
  await stack.command(["state", "rename", urnOf("second"), "third", "--yes"]);
  await expectSame(message("third"));
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("`pulumi stack rename` keeps the message; it has the new owner when it is next published", async () => {
  await stack.up(message("m"));
  await stack.stack.rename({ stackName: "renamed" });
  await expectSame(message("m"));
  expect(await marker()).toMatch(/^pulumi:organization\/iot-retained-test\/test\/m#/);
  await stack.up(message("m", { payload: "changed" }));
  expect(await marker()).toMatch(/^pulumi:organization\/iot-retained-test\/renamed\/m#/);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a new owner is no change; before it is published, a renamed resource is refused", async () => {
  await stack.up(message("m"));
  await stack.configure({ "iot-retained:owner": "acme/fleet" });
  await expectSame(message("m"));
  await expect(stack.up(message("renamed"))).rejects.toThrow(/managed by organization\/iot-retained-test\/test \(m\)/);
  expect(stack.published(topic)).toEqual([]);
  await stack.up(message("m", { payload: "changed" }));
  expect(await marker()).toMatch(/^pulumi:acme\/fleet\/m#/);
  await stack.up(message("renamed", { payload: "changed" }));
  expect(stack.published(topic)).toEqual([7]);
});

test("retainOnDelete leaves the message", async () => {
  await stack.up(message("m", {}, { retainOnDelete: true }));
  await stack.up(() => {});
  expect(stack.published(topic)).toEqual([]);
  expect(await topics(stack.endpoint)).toEqual([topic]);
});

test("protect refuses to destroy, and the message stays", async () => {
  await stack.up(message("m", {}, { protect: true }));
  await expect(stack.destroy()).rejects.toThrow(/protect/);
  await expect(stack.up(() => {})).rejects.toThrow(/protect/);
  expect(await topics(stack.endpoint)).toEqual([topic]);
  await stack.up(message("m", {}, { protect: false }));
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a rename of which only the new resource is a target, and then the rest", async () => {
  const other = () => new RetainedMessage("other", { topic: "site/b/config", payload: "1" });
  await stack.up(() => [message("before")(), other()]);
  const renamed = () => {
    message("after")();
    new RetainedMessage("other", { topic: "site/b/config", payload: "2" });
  };
  await stack.up(renamed, { target: [urnOf("after")] });
  expect(stack.published(topic)).toEqual([4]);
  expect(stack.count("Publish")).toBe(1);
  await stack.up(renamed);
  expect(stack.published(topic)).toEqual([]);
  expect(stack.count("Publish")).toBe(1);
  expect(await topics(stack.endpoint)).toEqual([topic, "site/b/config"]);
});

test("moved to an explicit provider of the same place, and back, it stays as it is", async () => {
  await stack.up(message("m"));
  await expectSame(() => message("m", {}, { provider: new Provider("explicit") })());
  await expectSame(message("m"));
});

test("without a marker: a rename needs overwrite once, and the claim keeps the topic", async () => {
  await stack.up(message("before", { marker: false }));
  await expect(stack.up(message("after", { marker: false }))).rejects.toThrow(/already has a retained message/);
  expect(stack.published(topic)).toEqual([]);
  await stack.up(message("after", { marker: false, overwrite: true }));
  expect(stack.published(topic)).toEqual([4]);
  await stack.refresh({ expectNoChanges: true });
});
