import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage } from "../../provider";
import { look, publishAs, text, topics } from "../support/look";
import type { Overrides } from "../support/message";
import { urnOf, useStack } from "../support/stack";

const stack = useStack();

const topic = "site/a/config";

function message(name: string, args: Overrides = {}, opts?: pulumi.CustomResourceOptions) {
  return () => new RetainedMessage(name, { topic, payload: "ours", ...args }, opts);
}

const foreign = [{ "managed-by": "pulumi:acme/other/prod/their-config#0123456789ab" }];

describe("a message that is there already", () => {
  test("without a marker: create refuses, says what exists, and leaves it", async () => {
    await publishAs(stack.endpoint, topic, "somebody's");
    await expect(stack.up(message("m"))).rejects.toThrow(
      /site\/a\/config already has a retained message .*10 bytes of 20..-.*without an owner's marker.*`overwrite: true`.*import.*another topic/,
    );
    expect(stack.count("Publish")).toBe(0);
    expect(await text(stack.endpoint, topic)).toBe("somebody's");
    await stack.destroy();
    expect(await text(stack.endpoint, topic)).toBe("somebody's");
  });

  test("with another owner's marker: create and update refuse and name the owner; delete leaves it with a warning", async () => {
    await publishAs(stack.endpoint, topic, "theirs", foreign);
    await expect(stack.up(message("m"))).rejects.toThrow(/managed by acme\/other\/prod \(their-config\)/);

    await stack.up(message("m", { overwrite: true }));
    expect(await text(stack.endpoint, topic)).toBe("ours");

    await publishAs(stack.endpoint, topic, "theirs", foreign);
    await expect(stack.up(message("m", { payload: "new" }))).rejects.toThrow(/managed by acme\/other\/prod/);
    expect(await text(stack.endpoint, topic)).toBe("theirs");

    const destroyed = await stack.destroy();
    expect(destroyed.stdout).toMatch(
      /warning: .*site\/a\/config was left: acme\/other\/prod their-config has the topic now/,
    );
    expect(await text(stack.endpoint, topic)).toBe("theirs");
  });

  test("overwrite takes an unmarked message over, and destroy then clears it", async () => {
    await publishAs(stack.endpoint, topic, "somebody's");
    await stack.up(message("m", { overwrite: true }));
    expect(await text(stack.endpoint, topic)).toBe("ours");
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("published by a device over ours: update repairs it, delete clears it", async () => {
    await stack.up(message("m"));
    await publishAs(stack.endpoint, topic, "the device's");
    await stack.up(message("m", { payload: "new" }));
    expect(await text(stack.endpoint, topic)).toBe("new");
    await publishAs(stack.endpoint, topic, "the device's");
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });
});

describe("the topic is never empty", () => {
  test("renamed without an alias: the new resource takes over, the old one's delete leaves the message", async () => {
    await stack.up(message("before"));
    const up = await stack.up(message("after"));
    expect(up.changes).toEqual({ create: 1, delete: 1 });
    expect(stack.published(topic)).toEqual([4]);
    expect((await look(stack.endpoint, topic))?.userProperties[0]?.["managed-by"]).toContain("/after#");
    await stack.refresh({ expectNoChanges: true });
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("renamed with an alias: nothing is published at all", async () => {
    await stack.up(message("before"));
    await stack.up(message("after", {}, { aliases: [{ name: "before" }] }));
    expect(stack.calls).toEqual([]);
  });

  test("up --replace publishes once and clears nothing", async () => {
    await stack.up(message("m"));
    const up = await stack.up(message("m"), { replace: [urnOf("m")] });
    expect(up.changes).toEqual({ replace: 1 });
    expect(stack.published(topic)).toEqual([4]);
    await stack.refresh({ expectNoChanges: true });
  });

  test("delete-before-replace on one topic: the claim keeps the message, without a marker too", async () => {
    const program = message("m", { marker: false, overwrite: true }, { deleteBeforeReplace: true });
    await stack.up(program);
    await stack.up(program, { replace: [urnOf("m")] });
    expect(stack.published(topic)).toEqual([4]);
    expect(await text(stack.endpoint, topic)).toBe("ours");
  });

  test("moved to another parent", async () => {
    class Site extends pulumi.ComponentResource {
      constructor() {
        super("test:index:Site", "site");
        new RetainedMessage("m", { topic, payload: "ours" }, { parent: this });
      }
    }
    await stack.up(message("m"));
    await stack.up(() => new Site());
    expect(stack.published(topic)).toEqual([4]);
    expect(await text(stack.endpoint, topic)).toBe("ours");
  });

  /** Renames the resource in a deployment that fails before it deletes the old one. */
  async function halfRenamed(): Promise<void> {
    await stack.up(message("before"));
    await publishAs(stack.endpoint, "site/blocked", "somebody's");
    const halfWay = () => {
      const after = new RetainedMessage("after", { topic, payload: "ours" });
      new RetainedMessage("blocked", { topic: "site/blocked", payload: "x" }, { dependsOn: after });
    };
    await expect(stack.up(halfWay)).rejects.toThrow(/site\/blocked already has a retained message/);
  }

  test("a rename that fails half way, and the old resource destroyed alone", async () => {
    await halfRenamed();
    // A destroy checks nothing, so that only the nonce tells whose the message is.
    await stack.destroy({ target: [urnOf("before")] });
    expect(await text(stack.endpoint, topic)).toBe("ours");
  });

  test("a rename that fails half way and is reverted", async () => {
    await halfRenamed();
    const reverted = await stack.up(message("before"));
    expect(stack.published(topic)).toEqual([]);
    expect(reverted.stdout).toMatch(/was left: urn:.*::before has the topic now/);
    expect(await text(stack.endpoint, topic)).toBe("ours");
    await stack.refresh();
    await stack.up(message("before"));
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual(["site/blocked"]);
  });

  test("named once for all stacks of a project, by placeholders in Pulumi.yaml", async () => {
    const project = join(stack.directory, "Pulumi.yaml");
    const owner = { value: "acme/{project}/{stack}" };
    const configured = { ...JSON.parse(await readFile(project, "utf8")), config: { "iot-retained:owner": owner } };
    await writeFile(project, JSON.stringify(configured));
    await stack.up(message("m"));
    const { userProperties } = await stack.properties(topic);
    expect(userProperties).toEqual({
      "managed-by": expect.stringMatching(/^pulumi:acme\/iot-retained-test\/test\/m#/),
    });
    await stack.up(message("renamed"));
    expect(await text(stack.endpoint, topic)).toBe("ours");
    await stack.configure({ "iot-retained:owner": "acme/{organization}" });
    await expect(stack.preview(message("renamed"))).rejects.toThrow(
      /iot-retained:owner: expected \{project\} or \{stack\}, got \{organization\}/,
    );
  });

  test("moved to another stack, which takes over first", async () => {
    const gaining = await stack.another();
    await gaining.configure({ "iot-retained:endpoint": stack.endpoint });
    await gaining.configure({ "iot-retained:owner": "acme/gaining" });
    await stack.up(message("m"));
    await gaining.up(message("m", { overwrite: true }));
    const lost = await stack.destroy();
    expect(lost.stdout).toMatch(/warning: .*was left: acme\/gaining m has the topic now/);
    expect(await text(stack.endpoint, topic)).toBe("ours");
    await gaining.refresh({ expectNoChanges: true });
    await gaining.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("two resources that swap their topics", async () => {
    const pair = (a: string, b: string) => () => {
      new RetainedMessage("a", { topic: a, payload: "from a" });
      new RetainedMessage("b", { topic: b, payload: "from b" });
    };
    await stack.up(pair("site/1", "site/2"));
    await stack.up(pair("site/2", "site/1"));
    expect(stack.calls.filter(({ operation, payloadSize }) => operation === "Publish" && payloadSize === 0)).toEqual(
      [],
    );
    expect(await text(stack.endpoint, "site/2")).toBe("from a");
    expect(await text(stack.endpoint, "site/1")).toBe("from b");
  });
});

test("without a marker, delete leaves a message that somebody else has published anew", async () => {
  const program = message("m", { marker: false });
  await stack.up(program);
  expect((await look(stack.endpoint, topic))?.userProperties).toEqual([]);
  await publishAs(stack.endpoint, topic, "the device's");
  const destroyed = await stack.destroy();
  expect(destroyed.stdout).toMatch(/warning: .*was left: it has no marker/);
  expect(await text(stack.endpoint, topic)).toBe("the device's");
});

test("without a marker, delete leaves what a refresh has seen of somebody else", async () => {
  await stack.up(message("m", { marker: false }));
  await publishAs(stack.endpoint, topic, "the device's");
  await stack.refresh();
  const destroyed = await stack.destroy();
  expect(destroyed.stdout).toMatch(/warning: .*was left: it has no marker/);
  expect(await text(stack.endpoint, topic)).toBe("the device's");
});

test("without a marker, delete clears the message that was published", async () => {
  await stack.up(message("m", { marker: false }));
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("two resources with one topic are an error in preview, and both are named", async () => {
  const program = () => {
    new RetainedMessage("first", { topic, payload: "1" });
    new RetainedMessage("second", { topic, payload: "2" });
  };
  await expect(stack.preview(program)).rejects.toThrow(/`topic`: urn:.*::(first|second) declares the same topic/);
});
