import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { topics } from "../support/look";
import { Project, ROOT } from "./support/project";
import { blocksOf } from "./support/readme";

// The examples in TypeScript as somebody has them who followed their README: in a folder of their own, with their own
// packages, and the package as `npm pack` makes it.

/** As long as it takes to install packages, on a slow machine too. */
const TO_INSTALL = 300_000;

let nowhere: string;
let project: Project;
let copy: string;

beforeEach(async () => {
  nowhere = mkdtempSync(join(tmpdir(), "iot-retained-"));
  // Logins go into a home of the test, and packages come from the cache that is there.
  const variables = { HOME: nowhere, npm_config_cache: join(homedir(), ".npm"), npm_config_prefer_offline: "true" };
  project = await Project.open(nowhere, { variables });
  copy = join(project.directory, "copy");
});

afterEach(async () => {
  await project.close();
  rmSync(nowhere, { recursive: true });
});

/** Runs lines of a README. The clone has been set up and is built, so that it is not built again. */
async function paste(cwd: string, block: string): Promise<string> {
  const lines = block
    .replace(/^npm ci\n/, "")
    .replace("npm pack ", "npm pack --ignore-scripts ")
    .replaceAll(/\.\.\/(pumps|device-defaults|fleet)\b/g, copy)
    .replaceAll("http://127.0.0.1:18830", project.endpoint)
    .replace(/^pulumi up$/m, "pulumi up --yes --skip-preview --non-interactive --color never");
  return await project.shell(`set -e\ncd '${cwd}'\n${lines}`);
}

/** Lines that set up a folder, and those that bring its stack up, of the README of an example. */
function linesOf(example: string): { setUp: string; up: string } {
  const blocks = blocksOf(example);
  const setUp = blocks.find((block) => block.includes("npm pack")) ?? "";
  const up = blocks.find((block) => /^pulumi up$/m.test(block) && block.includes("iot-retained:endpoint")) ?? "";
  return { setUp, up };
}

const pulumi = (...args: string[]) => project.shell(["cd", copy, "&& pulumi", ...args, "--non-interactive"].join(" "));
const quiet = ["--yes", "--skip-preview"];

test.each([
  ["examples/quickstart", 5],
  ["examples/bootstrap", 3],
])(
  "%s works as its README says, outside of the clone",
  async (example, count) => {
    if (example === "examples/bootstrap") {
      project.registry = JSON.parse(readFileSync(join(ROOT, example, "fleet.json"), "utf8"));
    }
    const { setUp, up } = linesOf(example);
    await paste(ROOT, setUp);
    expect(existsSync(join(copy, "node_modules/pulumi-iot-retained/dist/index.js"))).toBe(true);
    await project.shell(`cd '${copy}' && npx tsc --noCheck false`);
    await paste(copy, up);
    expect(await topics(project.endpoint)).toHaveLength(count);
    await pulumi("refresh", ...quiet, "--expect-no-changes");
    await pulumi("destroy", ...quiet);
    expect(await topics(project.endpoint)).toEqual([]);
  },
  TO_INSTALL,
);

test(
  "examples/gitops works as its README says, outside of the clone",
  async () => {
    await paste(ROOT, linesOf("examples/gitops").setUp);
    await project.shell(`cd '${copy}' && npx tsc --noCheck false && npx iot-retained render environments/dev`);
    await pulumi("stack", "init", "prod");
    await pulumi("config", "set", "iot-retained:endpoint", project.endpoint);
    await pulumi("config", "set", "iot-retained:owner", "acme/device-defaults/prod");
    await pulumi("up", ...quiet);
    expect(await topics(project.endpoint)).toHaveLength(77);
    await pulumi("preview", "--expect-no-changes");
    await pulumi("destroy", ...quiet);
    expect(await topics(project.endpoint)).toEqual([]);
  },
  TO_INSTALL,
);
