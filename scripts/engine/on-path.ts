import { realpathSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import { gte, type SemVer } from "semver";
import { pulumiVersion } from "./version";
import { CLI, type Engine, executable, missing, OLDEST_USABLE } from "./wanted";

/** The `pulumi` that a shell would run, or one sentence that says why it cannot be used. */
export async function engineOnPath(
  path = process.env["PATH"] ?? "",
  versionOf: (pulumi: string) => Promise<SemVer | undefined> = pulumiVersion,
): Promise<Engine | string | undefined> {
  const directories = path
    .split(delimiter)
    .filter((entry) => entry !== "")
    .map((entry) => resolve(entry));
  const pulumi = executable(CLI, directories);
  if (pulumi === undefined) return undefined;

  // Pulumi looks for its plugins on PATH, and then beside its binary, of which `pulumi` may be a link, as with Homebrew.
  const absent = missing([...directories, dirname(realpathSync(pulumi))]);
  if (absent.length > 0) return `${pulumi} is not used: it comes without ${absent.join(" and ")}.`;

  const version = await versionOf(pulumi);
  if (version === undefined) return `${pulumi} is not used: it does not tell its version.`;
  if (!gte(version, OLDEST_USABLE)) return `${pulumi} is not used: it is ${version}, older than ${OLDEST_USABLE}.`;
  return { bin: dirname(pulumi), pulumi, version: version.version, from: "PATH" };
}
