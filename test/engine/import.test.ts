import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RetainedMessage } from "../../provider";
import { providerText } from "../../provider/pulumi/provider-text";
import { publishAs, text, topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

const topic = "acme/imported";
const program = () => new RetainedMessage("imported", { topic, payload: "hello", marker: false });

/** Brings the message under the stack with the least that docs/import.md says an import needs. */
async function bringIn(): Promise<void> {
  const message = { topic, payload: "hello", qos: 1, marker: false, __provider: providerText("RetainedMessage") };
  const type = "pulumi-nodejs:dynamic/iot-retained:RetainedMessage";
  const resources = [{ type, name: "imported", id: topic, inputs: message, outputs: message }];
  const file = join(stack.directory, "import.json");
  await writeFile(file, JSON.stringify({ resources }));
  await stack.command(["import", "--file", file, "--generate-code=false", "--protect=false", "--yes"]);
}

test("an imported message: preview and refresh show no change, destroy clears", async () => {
  await publishAs(stack.endpoint, topic, "hello");
  await bringIn();
  expect((await stack.preview(program)).changes).toEqual({ same: 1 });
  await stack.up(program);
  expect(stack.calls).toEqual([]);
  await stack.refresh({ expectNoChanges: false });
  expect((await stack.up(program)).changes).toEqual({ same: 1 });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("an imported message drifts, vanishes and is repaired as any other", async () => {
  await publishAs(stack.endpoint, topic, "hello");
  await bringIn();
  await publishAs(stack.endpoint, topic, "drifted");
  await stack.refresh();
  expect((await stack.up(program)).changes).toEqual({ update: 1 });
  expect(await text(stack.endpoint, topic)).toBe("hello");
  await publishAs(stack.endpoint, topic, "");
  expect((await stack.refresh()).changes).toEqual({ delete: 1 });
});
