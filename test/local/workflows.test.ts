import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { folder } from "../support/folder";

/** The workflows of this repository and of its examples, by their paths. */
const workflows = execFileSync("git", ["ls-files", "*.github/workflows/*.yml"], { cwd: join(__dirname, "../..") })
  .toString()
  .split("\n")
  .filter((path) => path !== "");

const actionlint = ["actionlint", join(homedir(), "go/bin/actionlint")].find(runs);
if (actionlint === undefined) process.stdout.write("skipped: workflows: no actionlint on the PATH or in ~/go/bin\n");
const lintTest: jest.It = actionlint === undefined ? test.skip : test;

function runs(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What actionlint finds wrong. It looks at scripts with no other program, since which ones there are differs. */
async function findings(path: string): Promise<string> {
  const args = ["-no-color", "-shellcheck=", "-pyflakes=", path];
  const { stdout } = await promisify(execFile)(actionlint ?? "", args).catch((error) => error);
  return stdout;
}

test("there are workflows to look at, also of an example", () => {
  expect(workflows).toEqual(expect.arrayContaining([".github/workflows/ci.yml"]));
  expect(workflows.some((path) => path.startsWith("examples/"))).toBe(true);
});

lintTest.each(workflows)("actionlint finds nothing wrong in %s", async (path) => {
  expect(await findings(join(__dirname, "../..", path))).toBe("");
});

lintTest("actionlint finds what is wrong", async () => {
  const text = readFileSync(join(__dirname, "../..", workflows[0] ?? ""), "utf8").replace("runs-on:", "run-on:");
  const file = join(folder({ "ci.yml": text }), "ci.yml");
  expect(await findings(file)).toMatch(/unexpected key "run-on"|"runs-on" section is missing/);
});
