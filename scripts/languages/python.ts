import { join } from "node:path";
import { run } from "../engine/run";
import { REQUIREMENTS } from "./wanted";

/** Why Python cannot be used here; undefined if it can. */
export async function whyNoPython(): Promise<string | undefined> {
  const script = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
  const found = await run("python3", ["-c", script]).catch(() => undefined);
  if (found === undefined) return "Python is not installed";
  return found.code === 0 ? undefined : "Python is older than 3.10, or comes without venv and pip";
}

/** Makes a virtual environment with Pulumi's SDK in `root`. It may be moved afterwards: only its scripts have paths. */
export async function makePython(root: string, signal: AbortSignal): Promise<void> {
  await expectGood("python3", ["-m", "venv", root], signal);
  const python = join(root, process.platform === "win32" ? "Scripts" : "bin", "python");
  await expectGood(python, ["-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS], signal);
}

async function expectGood(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const { code, stderr } = await run(command, args, { signal });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(stderr.trim().split("\n").at(-1));
}
