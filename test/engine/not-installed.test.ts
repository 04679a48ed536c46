import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetainedMessage } from "../../provider";
import { run } from "../support/cli";
import { topics } from "../support/look";
import { useStack } from "../support/stack";

// A project in which Pulumi's SDK is installed, and this package is not: as after a half-done `npm install`.

const stack = useStack();

test.each(["refresh", "destroy"])("%s says in one line what to install, and keeps everything", async (command) => {
  await stack.up(() => new RetainedMessage("m", { topic: "site/a", payload: "on" }));
  const before = await stack.recorded();

  const project = await mkdtemp(join(tmpdir(), "iot-retained-"));
  stack.onClose(() => rm(project, { recursive: true }));
  await writeFile(join(project, "Pulumi.yaml"), "name: iot-retained-test\nruntime: nodejs\nmain: index.js\n");
  await writeFile(join(project, "index.js"), "");
  await cp(join(stack.directory, "Pulumi.test.yaml"), join(project, "Pulumi.test.yaml"));
  await mkdir(join(project, "node_modules"));
  await symlink(join(__dirname, "../../node_modules/@pulumi"), join(project, "node_modules/@pulumi"));
  const args = [command, "--yes", "--skip-preview", "--stack", "test", "--color", "never", "--non-interactive"];
  const { code, output } = await run("pulumi", args, { cwd: project, env: stack.environment });

  expect(code).not.toBe(0);
  const sentence =
    "Cannot find module 'pulumi-iot-retained/dynamic-provider': install the project's packages (npm install)";
  expect(output).toContain(`  pulumi-nodejs:dynamic/iot-retained:RetainedMessage (m):\n    error: ${sentence}\n`);
  expect(output).not.toMatch(/Require stack|^\s+at /m);
  expect(await topics(stack.endpoint)).toEqual(["site/a"]);
  expect(await stack.recorded()).toEqual(before);
});
