import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { layOutProject } from "../../../scripts/walk/project";
import { PROJECT, STACK } from "../../support/blank-stack";
import { run } from "../../support/cli";
import type { TestStack } from "../../support/stack";

/** Programs that one stack runs together, and what they need. */
export interface PageProgram {
  /** Modules in the order in which they run. */
  modules: readonly string[];
  /** Files that they read, by their paths. */
  files: Readonly<Record<string, string>>;
  /** What a user types before: arguments of `pulumi config set`. */
  config: readonly (readonly string[])[];
}

/** Deploys programs as a user does, in a project of their own that has installed the package; then previews them again. */
export async function deploy(stack: TestStack, { modules, files, config }: PageProgram) {
  const project = join(stack.directory, "page");
  await mkdir(project);
  layOutProject(project, PROJECT, {
    ...files,
    ...Object.fromEntries(modules.map((code, index) => [`snippet-${index}.ts`, code])),
    "index.ts": modules.map((_, index) => `import "./snippet-${index}";\n`).join(""),
  });
  await cp(join(stack.directory, `Pulumi.${STACK}.yaml`), join(project, `Pulumi.${STACK}.yaml`));
  const pulumi = async (...args: string[]) => {
    const all = [...args, "--stack", STACK, "--color", "never", "--non-interactive"];
    return await run("pulumi", all, { cwd: project, env: stack.environment });
  };
  for (const args of config) {
    const { code, output } = await pulumi("config", "set", ...args);
    if (code !== 0) throw new Error(output);
  }
  return {
    up: await pulumi("up", "--yes", "--skip-preview"),
    again: await pulumi("preview", "--diff", "--expect-no-changes"),
  };
}
