import { chmod, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { buildBinaries, type GoBinary, SDK } from "../engine/go-modules";
import type { Progress } from "../engine/progress";
import { run } from "../engine/run";
import { VERSION } from "../engine/wanted";
import { HOSTS, SDK_MAKER } from "./wanted";

const [tools, oldHosts] = [join(__dirname, "tools"), join(__dirname, "old-hosts")];

/** Go modules have no later release of these hosts. They run programs with newer SDKs of Pulumi. */
const OLD = "3.60.0";

const BINARIES: readonly GoBinary[] = [
  {
    name: HOSTS.yaml,
    module: tools,
    source: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    version: VERSION,
  },
  { name: SDK_MAKER, module: tools, source: "./sdks", version: VERSION },
  { name: HOSTS.python, module: oldHosts, source: `${SDK}/python/cmd/${HOSTS.python}`, version: OLD },
  { name: HOSTS.go, module: oldHosts, source: `${SDK}/go/${HOSTS.go}`, version: OLD },
];

/** Builds the hosts and the command that makes SDKs into `root/bin`. */
export async function buildTools(root: string, signal: AbortSignal, progress: Progress): Promise<void> {
  await buildBinaries(root, BINARIES, signal, progress);
  // The host of Python starts programs with this script, which it looks for beside itself.
  const script = `${HOSTS.python}-exec`;
  const { stdout } = await run("go", ["list", "-m", "-f", "{{.Dir}}", SDK], { cwd: oldHosts, signal });
  const target = join(root, "bin", script);
  await copyFile(join(stdout.trim(), "python/cmd", script), target);
  await chmod(target, 0o755);
}
