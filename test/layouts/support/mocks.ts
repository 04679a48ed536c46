import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "../../languages/support/project";
import { Installed, openProject } from "./installed";
import type { Layout } from "./layouts";
import { TO_INSTALL } from "./life";
import { tell } from "./tally";

/** Unit tests of a program with Pulumi's mocks, as a user runs them. */
export function mocksOf(layout: Layout): void {
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
    expect(installed.said).toMatch(/Tests:? +\d+ passed|^\W*pass [1-9]/m);
  });

  test("a program with another payload fails", async () => {
    const file = join(installed.directory, "defaults.ts");
    await writeFile(
      file,
      (await readFile(file, "utf8")).replace("reportIntervalSeconds: 60", "reportIntervalSeconds: 61"),
    );
    await expect(installed.run("npm", ["test"])).rejects.toThrow(/reportIntervalSeconds\W+61/);
  });
}
