import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { pulumiVersion } from "./version";
import { CLI, type Engine, executable, missing, VERSION } from "./wanted";

/** The folder of all that is got once. All checkouts of a user share it. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  const configured = env["XDG_CACHE_HOME"] ?? "";
  // By the XDG specification, a relative path is ignored.
  const caches = isAbsolute(configured) ? configured : join(home, ".cache");
  return join(caches, "pulumi-iot-retained");
}

/** The folder of the engine of this version. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  return join(cacheFolder(env, home), `pulumi-${VERSION}`);
}

/** The engine under `root`. It is whole or absent, as `fill` moves it there in one step. */
export function engineIn(root: string, from: Engine["from"] = "cache"): Engine | undefined {
  const bin = join(root, "bin");
  const pulumi = executable(CLI, [bin]);
  if (pulumi === undefined || missing([bin]).length > 0) return undefined;
  return { bin, pulumi, version: VERSION, from };
}

/** Lets `get` make an engine, which becomes `root` only after checking it. */
export async function fill(
  root: string,
  from: Engine["from"],
  get: (root: string) => Promise<void>,
): Promise<Engine | undefined> {
  await fillWhole(root, async (temporary) => {
    await get(temporary);
    await expectWhole(join(temporary, "bin"));
  });
  return engineIn(root, from);
}

/** Lets `get` make a folder beside `root`, and moves it to `root` in one step, so that `root` is whole or absent. */
export async function fillWhole(root: string, get: (temporary: string) => Promise<void>): Promise<void> {
  const parent = dirname(root);
  const prefix = `${basename(root)}.tmp-`;
  // Only the holder of the lock gets here, so a killed process has left these.
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  }

  const temporary = await mkdtemp(join(parent, prefix));
  try {
    await get(temporary);
    await rm(root, { recursive: true, force: true });
    await rename(temporary, root);
  } finally {
    // With retries, because a compiler that Go has started may still be writing.
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function expectWhole(bin: string): Promise<void> {
  const absent = missing([bin]);
  if (absent.length > 0) throw new Error(`it came without ${absent.join(" and ")}`);
  const version = await pulumiVersion(join(bin, CLI));
  if (version?.version !== VERSION) throw new Error(`it came as ${version ?? "a binary that does not run"}`);
}
