import { cp } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { binOf, type Tool } from "../../../scripts/layouts/tools";
import { Project } from "../../languages/support/project";
import { folder } from "../../support/folder";
import type { Layout } from "./layouts";
import { type Manager, managers } from "./managers";
import { filesOf, type Program, programs } from "./programs";
import { isWhole } from "./run";
import { pack } from "./tarball";
import type { NodeMajor } from "./versions";

/** The Node.js that a layout runs on, if it is not the one of this process. */
export function nodeOf(layout: Layout): NodeMajor | undefined {
  return isWhole ? (layout.node ?? 24) : undefined;
}

/** What has to be got for a layout. */
export function toolsOf(layout: Layout): Tool[] {
  const { tool }: Manager = managers[layout.manager];
  const node = nodeOf(layout);
  return [...(node === undefined ? [] : [`Node.js ${node}` as const]), ...(tool === undefined ? [] : [tool])];
}

/** `npm test --ignore-scripts`, as in CI, tells it to every npm below. Users do not. */
const variables = { npm_config_ignore_scripts: undefined };

/** Opens an empty project for layouts, with their tools. */
export async function openProject(...used: readonly Layout[]): Promise<Project> {
  return await Project.open(folder(), { path: used.flatMap(toolsOf).map(binOf), variables });
}

/** A layout in a folder of a project. What any of its commands warns of is an error. */
export class Installed {
  /** All that the last command printed. */
  said = "";
  private readonly manager: Manager;
  private readonly program: Program;

  private constructor(
    private readonly project: Project,
    private readonly layout: Layout,
    readonly directory: string,
  ) {
    this.manager = managers[layout.manager];
    this.program = programs[layout.program];
  }

  /** Lays the files of a layout into a folder, and installs its packages. */
  static async install(project: Project, layout: Layout, directory = project.directory): Promise<Installed> {
    const installed = new Installed(project, layout, directory);
    const { manager, program } = installed;
    const major = nodeOf(layout) ?? Number.parseInt(process.versions.node, 10);
    const { tarball } = await pack();
    await cp(folder(filesOf(program, manager, major, tarball)), directory, { recursive: true });
    await installed.run(manager.command, manager.install ?? ["install"]);
    const [build, ...args] = program.build ?? [];
    if (build !== undefined) await installed.run(build, args);
    return installed;
  }

  /** Runs the CLI as a user of the layout does. */
  async pulumi(...args: string[]): Promise<string> {
    const [command = "", ...before] = this.layout.pulumi ?? ["pulumi"];
    return await this.run(command, [...before, ...args, "--color", "never", "--non-interactive"]);
  }

  /** The folder of the stack's configuration. */
  get home(): string {
    return join(this.directory, this.program.folders?.[0] ?? "");
  }

  /** Runs a command at the root of the layout, and gives its standard output. */
  async run(command: string, args: readonly string[]): Promise<string> {
    const output = await this.project.expectGood(command, args, this.directory);
    const foreign = [this.manager.foreign, this.program.foreign].filter((pattern) => pattern !== undefined);
    this.said = stripVTControlCharacters(`${output}\n${this.project.complaints}`);
    const warnings = this.said
      .split("\n")
      .filter((line) => /warn|deprecat|unmet|incorrect peer/i.test(line))
      .filter((line) => !foreign.some((pattern) => pattern.test(line)));
    expect(warnings).toEqual([]);
    return output;
  }
}
