import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { RetainedMessage } from "../../provider";
import { text, topics } from "../support/look";
import { changesOf, TestStack } from "../support/stack";

let stack: TestStack;

beforeEach(async () => {
  stack = await TestStack.create();
});

afterEach(async () => {
  // Pulumi's language host outlives an engine that was killed.
  for (const pid of await processes("pulumi-language-nodejs")) process.kill(pid);
  await stack.close();
});

const topic = "site/a/config";
const message = (payload: string) => () => new RetainedMessage("message", { topic, payload });

/** Starts `pulumi up` as a process of its own, which reads its program from a file. */
async function startUp(payload: string): Promise<ChildProcess> {
  await writeFile(
    join(stack.directory, "Pulumi.yaml"),
    "name: iot-retained-test\nruntime: { name: nodejs, options: { typescript: false } }\nmain: program.js\n",
  );
  const declaration = `new RetainedMessage("message", ${JSON.stringify({ topic, payload })})`;
  const program = `const { RetainedMessage } = require("pulumi-iot-retained");\n${declaration};\n`;
  await writeFile(join(stack.directory, "program.js"), program);
  return spawn("pulumi", ["up", "--yes", "--skip-preview", "--stack", "test", "--non-interactive"], {
    cwd: stack.directory,
    env: stack.environment,
    stdio: "ignore",
  });
}

/** Holds back the answer that tells the provider what it has published, and says when it is asked for. */
function holdReadBack(milliseconds: number): Promise<void> {
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

/** Processes that run in the folder of this stack, by what their command says. */
async function processes(command: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid,args"]);
  const candidates = stdout.split("\n").filter((line) => line.includes(command));
  const ours = candidates.map(async (line) => {
    const pid = Number.parseInt(line, 10);
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
    return cwd === stack.directory ? [pid] : [];
  });
  return (await Promise.all(ours)).flat();
}

/** Waits until no provider process of this stack is left. */
async function gone(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await processes("cmd/dynamic-provider")).length === 0) return;
    await sleep(100);
  }
  throw new Error("a provider process lives on");
}

/** Runs an `up` that is killed after it has published, and before it knows. */
async function killedUp(payload: string): Promise<void> {
  const held = holdReadBack(60_000);
  const up = await startUp(payload);
  await held;
  up.kill("SIGKILL");
  await once(up, "exit");
  stack.fault = () => undefined;
  expect(await text(stack.endpoint, topic)).toBe(payload);
  await stack.unlock();
}

test("kill -9 in a create: the next up of the same program converges, and destroy clears", async () => {
  await killedUp("first");
  await stack.up(message("first"));
  expect(await text(stack.endpoint, topic)).toBe("first");
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("kill -9 in an update: up --refresh converges after a revert", async () => {
  await stack.up(message("first"));
  await killedUp("second");
  await stack.up(message("first"), { refresh: true });
  expect(await text(stack.endpoint, topic)).toBe("first");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("kill -9 in an update: the next up of the same program converges", async () => {
  await stack.up(message("first"));
  await killedUp("second");
  await stack.up(message("second"));
  expect(await text(stack.endpoint, topic)).toBe("second");
  await stack.refresh({ expectNoChanges: true });
});

// Finds the process by Linux's /proc.
const testOnLinux = process.platform === "linux" ? test : test.skip;

testOnLinux("kill -9 ends the provider process too, so that no publish comes late", async () => {
  const throttled = new Promise<void>((resolve) => {
    stack.fault = ({ operation }) => {
      if (operation !== "Publish") return undefined;
      resolve();
      return { error: "ThrottlingException" };
    };
  });
  const up = await startUp("first");
  await throttled;
  expect(await processes("cmd/dynamic-provider")).toHaveLength(1);
  up.kill("SIGKILL");
  await once(up, "exit");
  await gone();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("Ctrl-C lets the call in flight end, and nothing is lost", async () => {
  const held = holdReadBack(2_000);
  const up = await startUp("first");
  await held;
  up.kill("SIGINT");
  await once(up, "exit");
  stack.fault = () => undefined;
  expect(changesOf((await stack.up(message("first"))).summary.resourceChanges)).toEqual({ same: 1 });
  expect(stack.count("Publish")).toBe(0);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});
