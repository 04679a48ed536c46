import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { VERSION } from "../../../scripts/engine/wanted";
import { sdkMaker } from "../../../scripts/languages/wanted";
import { ROOT } from "./project";

const run = promisify(execFile);

let made: Promise<string> | undefined;

afterAll(async () => {
  if (made !== undefined) await rm(await made, { recursive: true, force: true });
});

/** The SDK of a language, which is made from the schema; those of all languages at once, for the first one that asks. */
export async function sdkOf(language: "go" | "nodejs" | "python"): Promise<string> {
  made ??= makeSdks();
  return join(await made, language);
}

async function makeSdks(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "iot-retained-sdks-"));
  const { stderr } = await run(sdkMaker() ?? "", [join(ROOT, "provider/native/schema.json"), folder]);
  // It prints what Pulumi warns of.
  if (stderr !== "") throw new Error(stderr);
  return folder;
}

/** Installs the SDK of Python into a folder, which is then a folder of PYTHONPATH. */
export async function installPythonSdk(python: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "iot-retained-python-"));
  const options = ["--quiet", "--no-deps", "--no-build-isolation", "--target", folder];
  await run(join(python, "python"), ["-m", "pip", "install", ...options, await sdkOf("python")]);
  return folder;
}

/** Go's variables with which packages are compiled as the hosts were, so that they are compiled once. */
export const goVariables = {
  CGO_ENABLED: "0",
  GOWORK: "off",
  GOFLAGS: "-trimpath -buildvcs=false -tags=osusergo,grpcnotrace",
};

/** How long a test may take that compiles an SDK of Go for the first time on this machine. */
export const TO_COMPILE = 900_000;

/** Compiles a Go module with the SDK of Pulumi that the tools were built with. */
export async function goBuild(module: string): Promise<void> {
  const options = { cwd: module, env: { ...process.env, ...goVariables } };
  await run("go", ["mod", "edit", `-require=github.com/pulumi/pulumi/sdk/v3@v${VERSION}`], options);
  await run("go", ["mod", "tidy"], options);
  await run("go", ["build", "./..."], options);
}

/** Compiles the SDK of Node.js in a folder from which its dependencies are found, and gives the folder to import. */
export async function compileNodeSdk(sdk: string): Promise<string> {
  await run(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", sdk]);
  const compiled = join(sdk, "bin");
  await copyFile(join(sdk, "package.json"), join(compiled, "package.json"));
  return compiled;
}
