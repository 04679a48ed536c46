import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { layOutProject } from "../../../scripts/walk/project";
import { PROJECT, STACK } from "../../support/blank-stack";
import { type Finished, run } from "../../support/cli";
import type { TestStack } from "../../support/stack";

/** Modules of a program, in the order in which they run, and the files that they read by their paths. */
export interface PageProgram {
  modules: readonly string[];
  files: Readonly<Record<string, string>>;
}

/** Runs commands of Pulumi as a user does: in a project of its own that has installed the package. */
export class PageProject {
  private constructor(
    private readonly stack: TestStack,
    private readonly folder: string,
  ) {}

  static async open(stack: TestStack, { modules, files }: PageProgram): Promise<PageProject> {
    const folder = join(stack.directory, "page");
    await rm(folder, { recursive: true, force: true });
    layOutProject(folder, PROJECT, {
      ...files,
      ...Object.fromEntries(modules.map((code, index) => [`snippet-${index}.ts`, code])),
      "index.ts": modules.map((_, index) => `import "./snippet-${index}";\n`).join(""),
    });
    await cp(join(stack.directory, `Pulumi.${STACK}.yaml`), join(folder, `Pulumi.${STACK}.yaml`));
    return new PageProject(stack, folder);
  }

  async pulumi(...args: string[]): Promise<Finished> {
    const all = [...args, "--stack", STACK, "--color", "never", "--non-interactive"];
    return await run("pulumi", all, { cwd: this.folder, env: this.stack.environment });
  }
}
