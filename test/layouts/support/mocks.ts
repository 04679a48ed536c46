import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "../../languages/support/project";
import { defaultsOtherwise } from "../../snippets/support/unit-tests";
import { Installed, openProject } from "./installed";
import type { Layout } from "./layouts";
import { TO_INSTALL } from "./life";
import { type Program, programs } from "./programs";
import { tell } from "./tally";

/** Unit tests of a program with Pulumi's mocks, as a user runs them. */
export function mocksOf(layout: Layout): void {
  const { unitTests }: Program = programs[layout.program];
  let project: Project;
  let installed: Installed;
  beforeAll(async () => {
    project = await openProject(layout);
    await tell(layout, project);
    installed = await Installed.install(project, layout);
  }, TO_INSTALL);
  afterAll(() => project?.close());

  test("a good program passes", async () => {
    await installed.run("npm", ["test"]);
    // Jest tells it on its standard error.
    expect(installed.said).toMatch(new RegExp(`Tests:? +${unitTests} passed|^\\W*pass ${unitTests}$`, "m"));
  });

  test("a program with another payload fails", async () => {
    await writeFile(join(installed.directory, "defaults.ts"), defaultsOtherwise);
    await expect(installed.run("npm", ["test"])).rejects.toThrow(/reportIntervalSeconds\W+61/);
  });
}
