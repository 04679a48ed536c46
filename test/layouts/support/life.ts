import type { Project } from "../../languages/support/project";
import { publishAs, text, topics } from "../../support/look";
import { Installed, openProject } from "./installed";
import type { Layout } from "./layouts";
import { tell } from "./tally";

/** Of somebody else. The program counts it, and never touches it. */
const OTHERS = "others/lamp";

const SITES: readonly [string, string][] = [
  ["acme/sites/site-a", '{"plant":"a"}'],
  ["acme/sites/site-b", '{"plant":"b"}'],
];

/** Options of a command that asks nothing and shows no preview. */
export const quiet = ["--yes", "--skip-preview"];

/** Expects that exactly these messages are live, and the one of somebody else. */
export async function expectLive(project: Project, messages: readonly (readonly [string, string])[]): Promise<void> {
  const expected = [...messages, [OTHERS, "on"] as const].sort();
  const live = await topics(project.endpoint);
  expect(await Promise.all(live.map(async (topic) => [topic, await text(project.endpoint, topic)]))).toEqual(expected);
}

/** What is live while the program says this interval. */
export function declared(interval: number): readonly (readonly [string, string])[] {
  return [["acme/defaults", `{"interval":${interval}}`], ...SITES];
}

/** Makes a stack of a layout, and a message of somebody else. */
export async function prepare(project: Project, installed: Installed): Promise<void> {
  const { endpoint } = project;
  await publishAs(endpoint, OTHERS, "on");
  await installed.pulumi("stack", "init", "dev");
  const settings = [`iot-retained:endpoint=${endpoint}`, "iot-retained:region=eu-west-1", "interval=60"];
  await installed.pulumi("config", "set-all", ...settings.flatMap((setting) => ["--plaintext", setting]));
}

/** How long an installation may take on a busy machine. */
export const TO_INSTALL = 600_000;

/** The whole life of a stack in a layout. Each step goes on where the one before has ended. */
export function lifeOf(layout: Layout): void {
  let project: Project;
  let installed: Installed;
  beforeAll(async () => {
    project = await openProject(layout);
    await tell(layout, project);
  }, TO_INSTALL);
  afterAll(() => project?.close());

  test(
    "the packages are installed without a warning",
    async () => {
      installed = await Installed.install(project, layout);
      await prepare(project, installed);
    },
    TO_INSTALL,
  );

  test("preview shows the messages, and publishes nothing", async () => {
    expect(await installed.pulumi("preview")).toMatch(/\+ 3 to create/);
    await expectLive(project, []);
  });

  test("up publishes them", async () => {
    const said = await installed.pulumi("up", ...quiet);
    expect(said).toMatch(/\+ 3 created/);
    expect(said).toMatch(/others *: 1\b/);
    await expectLive(project, declared(60));
  });

  test("a further up publishes nothing", async () => {
    expect(await installed.pulumi("up", ...quiet)).toMatch(/3 unchanged/);
    expect(project.published).toEqual([]);
  });

  test("refresh finds no change", async () => {
    await installed.pulumi("refresh", ...quiet, "--expect-no-changes");
    expect(project.published).toEqual([]);
    await expectLive(project, declared(60));
  });

  test("a change is published, and nothing else", async () => {
    await installed.pulumi("config", "set", "interval", "15");
    expect(await installed.pulumi("up", ...quiet)).toMatch(/~ 1 updated/);
    expect(project.published).toEqual(["acme/defaults"]);
    await expectLive(project, declared(15));
  });

  test("destroy clears them, and nothing else", async () => {
    expect(await installed.pulumi("destroy", ...quiet)).toMatch(/- 3 deleted/);
    await expectLive(project, []);
  });
}
