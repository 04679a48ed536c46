import { pulumi } from "../support/cli";
import { topics } from "../support/look";
import { useStack } from "../support/stack";

// The other tests run programs inline. Here the CLI starts them, as it does for users: what it says, and its exit code.

const stack = useStack();

const bad = `
  const first = new iot.RetainedMessage("first", { topic: "site/#", payload: "x" });
  new iot.RetainedMessage("good", { topic: "site/good", payload: "x" });
  new iot.RetainedMessage("second", { topic: first.topic, payload: "" });
  new iot.RetainedMessage("forgotten");
  exports.topic = first.topic;
`;

test("a preview with bad messages names all of them and fails, and up does not go on after it", async () => {
  const preview = await pulumi(stack, bad, "preview");
  expect(preview.code).not.toBe(0);
  expect(preview.output).toMatch(/RetainedMessage \(first\):\s+error: `topic`: must not contain the wildcards/);
  expect(preview.output).toMatch(/RetainedMessage \(second\):\s+error: `payload`: must not be empty/);
  expect(preview.output).toMatch(/RetainedMessage \(forgotten\):\s+error: `topic`: expected a topic/);
  expect(preview.output).not.toMatch(/^\s+at .*\.[jt]s:\d/m);

  const up = await pulumi(stack, bad, "up", "--yes");
  expect(up.code).not.toBe(0);
  expect(up.output).not.toMatch(/Updating/);
  expect(await topics(stack.endpoint)).toEqual([]);

  const forced = await pulumi(stack, bad, "up", "--yes", "--skip-preview");
  expect(forced.code).not.toBe(0);
  // The engine stops at whichever of them it checks first.
  expect(forced.output).toMatch(/has a problem: `(topic|payload)`: /);
});

test("a good program previews, goes up and is destroyed with exit code 0", async () => {
  const good = 'new iot.RetainedMessage("good", { topic: "site/good", payload: { on: true } });';
  expect(await pulumi(stack, good, "preview")).toMatchObject({ code: 0 });
  expect(await pulumi(stack, good, "up", "--yes")).toMatchObject({ code: 0 });
  expect(await topics(stack.endpoint)).toEqual(["site/good"]);
  const changed = await pulumi(stack, good.replace("true", "false"), "preview", "--diff");
  expect(changed.output).toMatch(/~ on: true => false/);
  expect(await pulumi(stack, "", "destroy", "--yes")).toMatchObject({ code: 0 });
  expect(await topics(stack.endpoint)).toEqual([]);
});
