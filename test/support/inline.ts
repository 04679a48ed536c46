import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finished } from "./cli";
import type { TestStack } from "./stack";

/**
 * Goes up with an inline program in a Node process of its own: Jest would take a promise that rejects there for a failure
 * of the test.
 */
export async function upInline(stack: TestStack, program: string): Promise<Finished> {
  const script = join(stack.directory, "inline.js");
  await writeFile(
    script,
    `const pulumi = require("@pulumi/pulumi"), iot = require("pulumi-iot-retained");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const inline = { stackName: "test", projectName: "iot-retained-test", program: async () => { ${program} } };
LocalWorkspace.createOrSelectStack(inline, { workDir: __dirname })
  .then((stack) => stack.up({ color: "never" }))
  .then(({ stdout }) => console.log(stdout), (error) => { console.log(String(error)); process.exitCode = 1; });
`,
  );
  return await new Promise((resolve) => {
    execFile(process.execPath, [script], { env: stack.environment }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}
