import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT, plugins } from "./blank-stack";
import type { TestStack } from "./stack";

/** What a command has come to. */
export interface Finished {
  code: number;
  output: string;
}

/** Runs a command of the CLI on a JavaScript program, which the CLI starts, as it does for users. */
export async function pulumi(stack: TestStack, program: string, ...args: string[]): Promise<Finished> {
  const directory = join(stack.directory, "program");
  await mkdir(directory, { recursive: true });
  const project = { name: PROJECT, runtime: "nodejs", main: "index.js", plugins };
  await writeFile(join(directory, "Pulumi.yaml"), JSON.stringify(project));
  const start = 'const pulumi = require("@pulumi/pulumi"), iot = require("pulumi-iot-retained");';
  await writeFile(join(directory, "index.js"), `${start}\n${program}`);
  await copyFile(join(stack.directory, "Pulumi.test.yaml"), join(directory, "Pulumi.test.yaml"));
  const all = [...args, "--stack", "test", "--color", "never", "--non-interactive"];
  return await run("pulumi", all, { cwd: directory, env: stack.environment });
}

/** Runs a program to its end. */
export async function run(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Finished> {
  return await new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}
