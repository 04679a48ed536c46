import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { findEngine } from "../../scripts/engine";
import { templateRules, templateTarget } from "../../scripts/package/template";
import { linkPackages } from "../../scripts/walk/linked";
import { layOutProject } from "../../scripts/walk/project";
import { PROJECT } from "../support/blank-stack";
import { run } from "../support/cli";
import { folder } from "../support/folder";
import { defaultsOtherwise, tested } from "./support/unit-tests";

// The tests of docs/unit-tests.md, as they stand there. `npm run test:layouts` runs them with Vitest and tsx too.

// TypeScript 6, which this checkout has, refuses the template's way to look for modules.
const { moduleResolution: _refused, ...target } = templateTarget;
const tsconfig = JSON.stringify({ compilerOptions: { ...templateRules, ...target } });

let project: string;
let bin: string;

beforeAll(async () => {
  ({ bin } = await findEngine((line) => process.stderr.write(`${line}\n`)));
});
beforeEach(() => {
  project = folder();
  layOutProject(project, PROJECT, { ...tested, "tsconfig.json": tsconfig });
  linkPackages(project, "jest", "ts-jest", "ts-node", "typescript");
});

async function node(...args: string[]) {
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env["PATH"]}`,
    PULUMI_HOME: join(project, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return await run(process.execPath, args, { cwd: project, env });
}

const JEST = "node_modules/jest/bin/jest.js";
const NODE_TEST = ["--require", "ts-node/register/transpile-only", "lines-test.ts"];

test("all of them pass, and warn of nothing", async () => {
  const jest = await node(JEST);
  expect(jest.output).toMatch(/Test Suites: 2 passed, 2 total/);
  expect(jest.output).not.toMatch(/warn|deprecat/i);
  expect((await node(...NODE_TEST)).output).toMatch(/pass 1\b/);
});

test("they fail if the program publishes something else", async () => {
  await writeFile(join(project, "defaults.ts"), defaultsOtherwise);
  expect((await node(JEST, "defaults")).output).toMatch(/Tests: +1 failed, 1 passed/);
  expect((await node(...NODE_TEST)).output).toMatch(/reportIntervalSeconds: 61[\s\S]*fail 1\b/);
});
