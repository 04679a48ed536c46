import { SemVer } from "semver";
import { VERSION } from "./wanted";

/** Lets the official installer put a release into `root/bin`. It gives up after two minutes without an answer. */
export async function installOfficial(root: string, signal: AbortSignal): Promise<void> {
  // Loaded only here, because it takes 0.6 s, which nobody with an engine should wait for.
  const { PulumiCommand } = require("@pulumi/pulumi/automation") as typeof import("@pulumi/pulumi/automation");
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  await Promise.race([PulumiCommand.install({ root, version: new SemVer(VERSION) }), aborted]);
}
