import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { coerce, gte } from "semver";
import type { Progress } from "./progress";
import { run } from "./run";
import { CLI, DYNAMIC_PROVIDER, LANGUAGE_HOST, VERSION } from "./wanted";

export const OLDEST_GO = "1.25.0";

export const SDK = "github.com/pulumi/pulumi/sdk/v3";

/** A binary, and the folder of the module that it is built in: `go install` refuses modules with replace lines. */
export interface GoBinary {
  name: string;
  module: string;
  source: string;
  version: string;
}

const BINARIES: readonly GoBinary[] = [
  {
    name: CLI,
    module: join(__dirname, "pulumi"),
    source: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: VERSION,
  },
  // The sdk module has no later release of the language host. This one runs every newer @pulumi/pulumi.
  {
    name: LANGUAGE_HOST,
    module: join(__dirname, "language-nodejs"),
    source: `${SDK}/nodejs/cmd/${LANGUAGE_HOST}`,
    version: "3.68.0",
  },
];

/** Why Go cannot be used here; undefined if it can. */
export async function whyNoGo(): Promise<string | undefined> {
  // This runs outside any module, because Go would fetch the toolchain that the module asks for.
  const answer = await run("go", ["version"], { cwd: tmpdir() }).catch(() => undefined);
  if (answer === undefined) return "Go is not installed";
  const version = coerce(answer.stdout);
  if (version === null) return "Go does not tell its version";
  return gte(version, OLDEST_GO) ? undefined : `Go is ${version}, older than 1.25`;
}

/** Builds both binaries into `root/bin` and puts the start script of dynamic providers beside them. */
export async function buildFromGoModules(root: string, signal: AbortSignal, progress: Progress): Promise<void> {
  await buildBinaries(root, BINARIES, signal, progress);
  for (const suffix of process.platform === "win32" ? [".cmd"] : [""]) {
    const target = join(root, "bin", DYNAMIC_PROVIDER + suffix);
    await copyFile(join(dirname(require.resolve("@pulumi/pulumi/package.json")), DYNAMIC_PROVIDER + suffix), target);
    await chmod(target, 0o755);
  }
}

/** Builds binaries into `root/bin`. */
export async function buildBinaries(
  root: string,
  binaries: readonly GoBinary[],
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  await mkdir(join(root, "bin"));
  // This is under `root`, because an interrupted Go leaves its work directory behind, and `root` is removed then.
  const work = join(root, "work");
  await mkdir(work);
  // GOWORK is off, because a go.work of the user in a folder above would exclude our modules.
  const env = { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOTMPDIR: work };
  for (const binary of binaries) await build(binary, join(root, "bin"), { env, signal }, progress);
  await rm(work, { recursive: true });
}

/** How Go runs. */
interface GoOptions {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

async function build(
  { name, module, source, version }: GoBinary,
  bin: string,
  options: GoOptions,
  progress: Progress,
): Promise<void> {
  const flags = ["-mod=readonly", "-tags=osusergo,grpcnotrace"];
  let downloaded = 0;
  const listing = ["list", ...flags, "-deps", source];
  const listed = await go(listing, { ...options, cwd: module }, (line) => {
    if (line.startsWith(DOWNLOADING)) progress(`modules of ${name} downloaded`, ++downloaded);
  });

  // With -v, Go names each package when it compiles it. It names none that it has compiled before.
  const packages = new Set(listed.split("\n"));
  let compiled = 0;
  const target = join(bin, process.platform === "win32" ? `${name}.exe` : name);
  const building = ["build", ...flags, "-v", "-trimpath", "-buildvcs=false"];
  building.push(`-ldflags=-s -w -X ${SDK}/go/common/version.Version=v${version}`, "-o", target, source);
  const isPackage = (line: string) => packages.has(line);
  await go(
    building,
    { ...options, cwd: module },
    (line) => {
      if (isPackage(line)) progress(`packages of ${name} compiled`, ++compiled, packages.size);
    },
    isPackage,
  );
}

const DOWNLOADING = "go: downloading";

/**
 * Runs Go, and returns what it prints.
 *
 * @param isTold whether a line of standard error is no complaint
 */
async function go(
  args: readonly string[],
  options: GoOptions & { cwd: string },
  onErrorLine: (line: string) => void,
  isTold: (line: string) => boolean = () => false,
): Promise<string> {
  options.signal.throwIfAborted();
  const { code, stdout, stderr } = await run("go", args, { ...options, onErrorLine });
  options.signal.throwIfAborted();
  if (code === 0) return stdout.trim();
  const complaint = stderr.split("\n").find((line) => isComplaint(line) && !isTold(line));
  throw new Error(`go ${args[0]}: ${complaint ?? `exit code ${code}`}`);
}

function isComplaint(line: string): boolean {
  return line.trim() !== "" && !line.startsWith(DOWNLOADING) && !line.startsWith("#");
}
