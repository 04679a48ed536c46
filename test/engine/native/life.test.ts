import * as pulumi from "@pulumi/pulumi";
import { look, publishAs, text, topics } from "../../support/look";
import { NativeMessage, NativePublication, NativeSet } from "../../support/native";
import { useStack } from "../../support/stack";

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/{project}/{stack}" }));

test("a message: created, left alone, drifted, repaired, moved and destroyed", async () => {
  const program = (payload: unknown, topic = "site/a") => {
    return () => {
      const { payloadSize, lastModifiedTime, id } = new NativeMessage("message", { topic, payload });
      return { payloadSize, lastModifiedTime, id };
    };
  };
  const preview = await stack.preview(program({ rate: 1, unit: "bar" }));
  expect(preview.stdout).toMatch(/\+ +iot-retained:index:RetainedMessage message create/);
  expect(stack.count("Publish")).toBe(0);

  await stack.up(program({ rate: 1, unit: "bar" }));
  expect(await text(stack.endpoint, "site/a")).toBe('{"rate":1,"unit":"bar"}');
  const seen = await look(stack.endpoint, "site/a");
  expect(seen?.userProperties).toEqual([
    { "managed-by": expect.stringMatching(/^pulumi:acme\/iot-retained-test\/test\/message#/) },
  ]);
  const outputs = { payloadSize: 23, lastModifiedTime: seen?.lastModifiedTime, id: "site/a" };
  expect(await stack.outputs()).toEqual(outputs);

  // Another order of the keys is no change.
  expect((await stack.up(program({ unit: "bar", rate: 1 }))).changes).toEqual({ same: 1 });
  expect(stack.calls).toEqual([]);

  await publishAs(stack.endpoint, "site/a", '{"rate":7,"unit":"bar"}');
  await stack.refresh();
  const repair = await stack.preview(program({ rate: 1, unit: "bar" }), { diff: true });
  expect(repair.stdout).toMatch(/~ payload: \(json\) {\s+~ rate: 7 => 1/);
  await stack.up(program({ rate: 1, unit: "bar" }));
  expect(await text(stack.endpoint, "site/a")).toBe('{"rate":1,"unit":"bar"}');
  await stack.refresh({ expectNoChanges: true });

  const move = await stack.preview(program("on", "site/b"), { diff: true });
  expect(move.stdout).toMatch(/~ topic\s*: "site\/a" => "site\/b"/);
  expect((await stack.up(program("on", "site/b"))).changes).toEqual({ replace: 1 });
  expect(await topics(stack.endpoint)).toEqual(["site/b"]);

  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a set: its preview names each topic, and shows what differs inside of it", async () => {
  const program = (messages: object) => () => {
    const { count } = new NativeSet("set", { messages, defaults: { qos: 0 }, exclusive: ["site"] });
    return { count };
  };
  await stack.up(program({ "site/a": { payload: { rate: 1 } }, "site/b": "on", "site/c": { payload: "x", qos: 1 } }));
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/b", "site/c"]);
  expect((await look(stack.endpoint, "site/b"))?.qos).toBe(0);
  expect((await look(stack.endpoint, "site/c"))?.qos).toBe(1);
  expect(await stack.outputs()).toEqual({ count: 3 });
  await stack.refresh({ expectNoChanges: true });

  const next = program({ "site/a": { payload: { rate: 2 } }, "site/b": "on", "site/d": "new" });
  expect((await stack.preview(next)).stdout).toContain("set: 2 to publish, 1 to clear, 1 unchanged");
  const { stdout } = await stack.preview(next, { diff: true });
  expect(stdout).toMatch(/~ site\/a: \(json\) {\s+~ rate: 1 => 2/);
  expect(stdout).toMatch(/- site\/c: {/);
  expect(stdout).toMatch(/\+ site\/d: "new"/);
  expect(stdout).not.toMatch(/site\/b/);
  await stack.up(next);
  expect(stack.operations.filter((operation) => operation === "Publish")).toHaveLength(3);
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/b", "site/d"]);

  await publishAs(stack.endpoint, "site/stranger", "?");
  await publishAs(stack.endpoint, "site/b", "off");
  await stack.refresh();
  const repair = await stack.preview(next, { diff: true });
  expect(repair.stdout).toMatch(/\+ site\/b\s*: "on"/);
  expect(repair.stdout).toMatch(/- site\/stranger/);
  await stack.up(next);
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/b", "site/d"]);
  expect(await text(stack.endpoint, "site/b")).toBe("on");
  expect((await stack.up(next)).changes).toEqual({ same: 1 });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a publication is sent once, and again when a set has changed", async () => {
  const program = (payload: string) => () => {
    const { revision } = new NativeSet("set", { messages: { "site/a": payload } });
    new NativePublication("reload", { topic: "site/reload", triggers: [revision] });
  };
  await stack.up(program("on"));
  expect(stack.published("site/reload")).toEqual([0]);
  expect((await stack.preview(program("off"))).changes).toEqual({ update: 2 });
  await stack.up(program("off"));
  expect(stack.published("site/reload")).toEqual([0]);
  expect((await stack.up(program("off"))).changes).toEqual({ same: 2 });
  expect(stack.published("site/reload")).toEqual([]);
  expect(await topics(stack.endpoint)).toEqual(["site/a"]);
});

test("files, bytes and texts as they stand", async () => {
  await stack.up(() => {
    new NativeSet("set", {
      messages: {
        "site/file": new pulumi.asset.FileAsset("package.json"),
        "site/text": { payload: new pulumi.asset.StringAsset('{ "as": "written" }') },
        "site/bytes": { payloadBase64: "/wAB" },
        "site/number": { payload: 3 },
        "site/list": { payload: [1, null, { b: 1, a: 2 }] },
      },
    });
  });
  expect(JSON.parse((await text(stack.endpoint, "site/file")) ?? "").name).toBe("pulumi-iot-retained");
  expect(await text(stack.endpoint, "site/text")).toBe('{ "as": "written" }');
  expect((await look(stack.endpoint, "site/bytes"))?.payload).toEqual(Buffer.from([255, 0, 1]));
  expect(await text(stack.endpoint, "site/number")).toBe("3");
  expect(await text(stack.endpoint, "site/list")).toBe('[1,null,{"a":2,"b":1}]');
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});
