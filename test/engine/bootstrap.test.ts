import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRegistry } from "../../provider/local/registry";
import { copyExample } from "../../scripts/walk/example";
import { run as runCommand } from "../support/cli";
import { text, topics } from "../support/look";
import { useStack } from "../support/stack";

const example = join(__dirname, "../../examples/bootstrap");

const stack = useStack();
let copy: string;

beforeEach(async () => {
  stack.registry = parseRegistry(readFileSync(join(example, "fleet.json"), "utf8"));
  copy = join(stack.directory, "bootstrap");
  copyExample("bootstrap", copy);
  // As its README says.
  await run("stack", "init", "local");
  await run("config", "set", "createThings", "false");
  await run("config", "set", "iot-retained:endpoint", stack.endpoint);
});

const reload = "acme/pumps/reload";

/** Runs the CLI in a copy of the example. */
async function run(...args: string[]) {
  const all = [...args, "--color", "never", "--non-interactive"];
  return await runCommand("pulumi", all, { cwd: copy, env: stack.environment });
}

test("examples/bootstrap configures the things of a group, follows the group, and tells those that listen", async () => {
  const up = await run("up", "--yes", "--skip-preview");
  expect(up.code).toBe(0);
  expect(up.output).not.toMatch(/warning/i);
  expect(await topics(stack.endpoint)).toEqual([
    "acme/gdansk/pump-3/config",
    "acme/lyon/pump-1/config",
    "acme/lyon/pump-2/config",
  ]);
  expect(JSON.parse((await text(stack.endpoint, "acme/lyon/pump-1/config")) ?? "")).toEqual({
    deviceId: "pump-1",
    line: 1,
    reportIntervalSeconds: 60,
    limits: { pressureBar: 10, speedRpm: 3000 },
  });
  expect(stack.published(reload)).toEqual([0]);

  stack.calls.length = 0;
  expect((await run("up", "--yes", "--skip-preview")).code).toBe(0);
  expect(stack.count("Publish")).toBe(0);

  stack.registry = { ...stack.registry, groups: { pumps: { things: ["pump-1", "pump-3"] } } };
  const preview = await run("preview");
  expect(preview.output).toContain("pump-defaults: 1 to clear, 2 unchanged");
  expect((await run("up", "--yes", "--skip-preview")).code).toBe(0);
  expect(await topics(stack.endpoint)).toEqual(["acme/gdansk/pump-3/config", "acme/lyon/pump-1/config"]);
  expect(stack.published(reload)).toEqual([0]);

  const { "pump-3": third, ...others } = stack.registry.things;
  stack.registry = { ...stack.registry, things: { ...others, "pump-3": { attributes: { line: "1" } } } };
  expect(third?.attributes).toHaveProperty("site");
  const lacking = await run("preview");
  expect(lacking.code).not.toBe(0);
  expect(lacking.output).toContain("thing pump-3: topic: needs the attribute `site`, which it lacks");
  expect(lacking.output).not.toMatch(/^\s+at .*\.[jt]s:\d/m);
});
