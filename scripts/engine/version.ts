import { tmpdir } from "node:os";
import { parse, type SemVer } from "semver";
import { run } from "./run";

/** A limit, because a wrapper script of a version manager may stop to ask something. */
const TIMEOUT_MS = 30_000;

/** The version that a `pulumi` binary reports; undefined if it does not run. */
export async function pulumiVersion(pulumi: string): Promise<SemVer | undefined> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const { code, stdout } = await run(pulumi, ["version"], { cwd: tmpdir(), env, timeout: TIMEOUT_MS });
    return code === 0 ? (parse(stdout.trim()) ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
