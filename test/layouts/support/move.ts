import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "../../languages/support/project";
import { Installed, openProject } from "./installed";
import type { Move } from "./layouts";
import { declared, expectLive, prepare, quiet, TO_INSTALL } from "./life";
import { tell } from "./tally";

const stack = ["--stack", "dev"];

/** A stack that one layout brings up; another one, in a folder of its own, goes on with it. */
export function moveOf({ name, from, to }: Move): void {
  let project: Project;
  let after: Installed;
  beforeAll(async () => {
    project = await openProject(from, to);
    await tell(to, project, name);
    const before = await Installed.install(project, from);
    await prepare(project, before);
    await before.pulumi("up", ...quiet);
    await expectLive(project, declared(60));
    after = await Installed.install(project, to, join(project.directory, "../other"));
    await cp(join(before.home, "Pulumi.dev.yaml"), join(after.home, "Pulumi.dev.yaml"));
  }, TO_INSTALL);
  afterAll(() => project?.close());

  test("refresh finds no change", async () => {
    await after.pulumi("refresh", ...stack, ...quiet, "--expect-no-changes");
    expect(project.published).toEqual([]);
  });

  test("up publishes nothing", async () => {
    expect(await after.pulumi("up", ...stack, ...quiet)).toMatch(/3 unchanged/);
    expect(project.published).toEqual([]);
    await expectLive(project, declared(60));
  });

  test("destroy clears the messages, and nothing else", async () => {
    expect(await after.pulumi("destroy", ...stack, ...quiet)).toMatch(/- 3 deleted/);
    await expectLive(project, []);
  });
}
