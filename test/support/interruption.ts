import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { LocalOperation } from "../../provider/local";
import { PROJECT, plugins } from "./blank-stack";
import { hosts } from "./host";
import type { TestStack } from "./stack";

/** Finds processes by Linux's /proc. */
export const testOnLinux = process.platform === "linux" ? test : test.skip;

/**
 * Starts `pulumi up` as a process of its own, which reads its program from a file.
 *
 * @param declaration of resources, as JavaScript: `new RetainedMessage("m", {...})`
 */
export function startUp(stack: TestStack, declaration: string): Promise<ChildProcess> {
  return startCommand(stack, "up", declaration);
}

/** Starts a command of the CLI that changes the state, as {@link startUp} does. */
export async function startCommand(
  stack: TestStack,
  command: "up" | "refresh" | "destroy",
  declaration: string,
  host = hosts.dynamic,
): Promise<ChildProcess> {
  const runtime = { name: "nodejs", options: { typescript: false } };
  const project = { name: PROJECT, runtime, main: "program.js", plugins };
  await writeFile(join(stack.directory, "Pulumi.yaml"), JSON.stringify(project));
  await writeFile(join(stack.directory, "program.js"), `${host.script}\n${declaration};\n`);
  stack.onClose(() => endLanguageHosts(stack));
  return spawn("pulumi", [command, "--yes", "--skip-preview", "--stack", "test", "--non-interactive"], {
    cwd: stack.directory,
    env: stack.environment,
    stdio: "ignore",
  });
}

/** Holds back the answer that tells the provider what it has published, and says when it is asked for. */
export function holdReadBack(stack: TestStack, milliseconds: number): Promise<void> {
  let published = false;
  return new Promise((resolve) => {
    stack.fault = ({ operation }) => {
      if (operation === "Publish") published = true;
      if (operation !== "GetRetainedMessage" || !published) return undefined;
      resolve();
      return { delay: milliseconds };
    };
  });
}

/** Holds back every call of an operation after so many, and says when the first of those is made. */
export function holdAfter(stack: TestStack, operation: LocalOperation, calls: number): Promise<void> {
  let seen = 0;
  return new Promise((resolve) => {
    stack.fault = (call) => {
      if (call.operation !== operation || ++seen <= calls) return undefined;
      resolve();
      return { delay: 60_000 };
    };
  });
}

/** Ends a run as if the plug was pulled, and makes its stack and endpoint usable again. */
export async function kill(stack: TestStack, run: ChildProcess): Promise<void> {
  run.kill("SIGKILL");
  await once(run, "exit");
  await gone(stack);
  // Not before: what the provider still asks for would be answered.
  stack.fault = () => undefined;
  await stack.unlock();
}

/** Processes that run in the folder of a stack, by what their command says. */
export async function processes(stack: TestStack, command: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid,args"]);
  const candidates = stdout.split("\n").filter((line) => line.includes(command));
  const ours = candidates.map(async (line) => {
    const pid = Number.parseInt(line, 10);
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
    return cwd === stack.directory ? [pid] : [];
  });
  return (await Promise.all(ours)).flat();
}

/** Pulumi's language host outlives an engine that was killed. */
async function endLanguageHosts(stack: TestStack): Promise<void> {
  for (const pid of await processes(stack, "pulumi-language-nodejs")) process.kill(pid);
}

/** Waits until no provider process of a stack is left. */
export async function gone(stack: TestStack, host = hosts.dynamic): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await processes(stack, host.process)).length === 0) return;
    await sleep(100);
  }
  throw new Error("a provider process lives on");
}
