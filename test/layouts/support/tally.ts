import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "semver";
import type { Project } from "../../languages/support/project";
import type { Layout } from "./layouts";
import { type Manager, managers } from "./managers";
import { type Program, programs } from "./programs";
import { newestSdk } from "./versions";

/** Versions in a row of docs/compatibility.md. */
export interface Row {
  name: string;
  manager: string;
  node: string;
  sdk: string;
  typescript: string;
  cli: string;
}

/** Tells the reporter which versions a layout has. */
export async function tell(layout: Layout, project: Project, name = layout.name): Promise<void> {
  const folder = process.env["LAYOUTS_TALLY"];
  if (folder === undefined) return;
  const version = async (command: string, argument = "--version") =>
    parse((await project.expectGood(command, [argument])).trim())?.version ?? "";
  const { command }: Manager = managers[layout.manager];
  const { development = {} }: Program = programs[layout.program];
  const node = await version("node");
  const row: Row = {
    name,
    manager: `${command} ${await version(command)}`,
    node,
    sdk: newestSdk(Number.parseInt(node, 10)),
    typescript: development["typescript"] ?? "",
    cli: await version("pulumi", "version"),
  };
  writeFileSync(join(folder, `${encodeURIComponent(name)}.json`), JSON.stringify(row));
}
