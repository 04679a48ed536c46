import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { directoryOf, HOSTS, pythonDirectory } from "../../scripts/languages/wanted";
import { filesShownOn, placeOf, snippetsIn, snippetsOf } from "../snippets/support/markdown";
import { text, topics } from "../support/look";
import { inLanguage, whyNoHost, whyNoVirtualEnvironment } from "./support/languages";
import { PLUGIN, Project, ROOT, type Surroundings } from "./support/project";
import { goBuild, goVariables, installPythonSdk, sdkOf, TO_COMPILE } from "./support/sdk";

// The programs of docs/other-languages.md, as they stand there.

const page = readFileSync(join(ROOT, "docs/other-languages.md"), "utf8");

let folder: string;
let project: Project | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iot-retained-docs-"));
});
afterEach(async () => {
  await project?.close();
  project = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** The program of the page that follows a heading. */
function programOf(heading: string): string {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  return /```\w+\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
}

/** Sets what a page has its reader set in a line of its own. */
async function setOwner(opened: Project): Promise<void> {
  await opened.pulumi("config", "set", "iot-retained:owner", "acme/pumps/dev");
}

/** Opens the project in the folder, in an account with a group of two things. */
async function begin(surroundings: Surroundings, prepare = async (_directory: string) => {}): Promise<Project> {
  project = await Project.open(folder, surroundings);
  await prepare(project.directory);
  project.registry = {
    things: { "pump-1": { attributes: { line: "1" } }, "pump-2": { attributes: { line: "2" } } },
    groups: { pumps: { things: ["pump-1", "pump-2"] } },
  };
  const plugin = `plugins: { providers: [{ name: iot-retained, path: "${PLUGIN}" }] }`;
  await project.edit("Pulumi.yaml", (description) => `${description}${plugin}\n`);
  await project.pulumi("stack", "init", "dev");
  await project.pulumi("config", "set", "iot-retained:endpoint", project.endpoint);
  return project;
}

/** Goes up with the program of the page in the folder, and destroys it again. */
async function upAndDown(...how: Parameters<typeof begin>): Promise<void> {
  const opened = await begin(...how);
  await setOwner(opened);
  expect(await opened.pulumi("up", "--yes", "--skip-preview")).toMatch(/\+ 3 created/);
  expect(JSON.parse(await opened.pulumi("stack", "output", "--json"))).toEqual({ count: 2 });
  expect(await topics(opened.endpoint)).toEqual([
    "acme/pumps/defaults",
    "acme/pumps/pump-1/config",
    "acme/pumps/pump-2/config",
  ]);
  expect(await text(opened.endpoint, "acme/pumps/pump-2/config")).toMatch(/^\{"id":"pump-2","line":"?2"?\}$/);
  await opened.pulumi("destroy", "--yes", "--skip-preview");
  expect(await topics(opened.endpoint)).toEqual([]);
}

inLanguage("program of the page in YAML", whyNoHost(HOSTS.yaml), () => {
  test("publishes a message and a folder", async () => {
    await writeFile(join(folder, "Pulumi.yaml"), programOf("YAML"));
    for (const [name, line] of [
      ["pump-1", 1],
      ["pump-2", 2],
    ]) {
      await mkdir(join(folder, `messages/${name}`), { recursive: true });
      await writeFile(join(folder, `messages/${name}/config.json`), JSON.stringify({ id: name, line }));
    }
    await upAndDown({ path: [directoryOf(HOSTS.yaml)] });
  });
});

inLanguage("YAML programs of all pages", whyNoHost(HOSTS.yaml), () => {
  const programs = snippetsIn("yaml").filter(({ code }) => code.includes("\nruntime: yaml\n"));
  test.each(programs.map((program) => [placeOf(program), program] as const))(
    "%s goes up as it stands, and then nothing changes",
    async (_place, { page, code }) => {
      for (const [file, content] of Object.entries(filesShownOn(page))) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), content);
      }
      await writeFile(join(folder, "Pulumi.yaml"), code);
      const opened = await begin({ path: [directoryOf(HOSTS.yaml)] });
      const lines = snippetsOf(page).filter(({ language }) => language === "sh");
      if (lines.some(({ code: line }) => line.includes("config set iot-retained:owner"))) await setOwner(opened);
      expect(await opened.pulumi("up", "--yes", "--skip-preview")).toMatch(/\+ \d+ created/);
      await opened.pulumi("preview", "--expect-no-changes");
    },
  );
});

const noPython = whyNoHost(HOSTS.python) ?? whyNoVirtualEnvironment();
inLanguage("program of the page in Python", noPython, () => {
  test("publishes a message, and one for each thing", async () => {
    const python = pythonDirectory() ?? "";
    const sdk = await installPythonSdk(python);
    try {
      await writeFile(join(folder, "Pulumi.yaml"), "name: pumps\nruntime: python\n");
      await writeFile(join(folder, "__main__.py"), programOf("Python"));
      await upAndDown({ path: [directoryOf(HOSTS.python), python], variables: { PYTHONPATH: sdk } });
    } finally {
      await rm(sdk, { recursive: true, force: true });
    }
  });
});

inLanguage("program of the page in Go", whyNoHost(HOSTS.go), () => {
  test(
    "publishes a message, and one for each thing",
    async () => {
      await writeFile(join(folder, "Pulumi.yaml"), "name: pumps\nruntime: go\n");
      await cp(join(__dirname, "programs/go/go.mod"), join(folder, "go.mod"));
      await writeFile(join(folder, "main.go"), programOf("Go"));
      const sdk = await sdkOf("go");
      await upAndDown({ path: [directoryOf(HOSTS.go)], variables: goVariables }, async (directory) => {
        await cp(sdk, join(directory, "sdk"), { recursive: true });
        await goBuild(directory);
      });
    },
    TO_COMPILE,
  );
});
