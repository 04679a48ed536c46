import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder, cacheRoot } from "../engine/cache";
import { executable } from "../engine/wanted";

/** Language hosts, as the CLI looks for them. */
export const HOSTS = {
  yaml: "pulumi-language-yaml",
  python: "pulumi-language-python",
  go: "pulumi-language-go",
} as const;

/** The command that makes SDKs from a schema. */
export const SDK_MAKER = "sdks";

/** Files that say what is built. If one of them changes, the folder in the cache is another one. */
const PINS = ["tools/go.mod", "tools/go.sum", "tools/sdks/main.go", "old-hosts/go.mod", "old-hosts/go.sum"];

/** Python packages that a program and the making of its SDK need. */
export const REQUIREMENTS = join(__dirname, "requirements.txt");

/** The folder of what is built from Go modules. */
export function toolsRoot(): string {
  return join(cacheFolder(), `languages-${digestOf(PINS.map((file) => join(__dirname, file)))}`);
}

/** The folder of the virtual environment of Python programs. */
export function pythonRoot(): string {
  return join(cacheFolder(), `python-${digestOf([REQUIREMENTS])}`);
}

function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

/** The directory of a language host: one of PATH, that of the CLI, or the one of those built here; undefined if there is none. */
export function directoryOf(host: string): string | undefined {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).filter((entry) => entry !== "");
  const directories = [...onPath, join(cacheRoot(), "bin"), join(toolsRoot(), "bin")];
  return directories.find((directory) => executable(host, [directory]) !== undefined);
}

/** The path of the command that makes SDKs; undefined if it has not been built. */
export function sdkMaker(): string | undefined {
  return executable(SDK_MAKER, [join(toolsRoot(), "bin")]);
}

/** The directory of Python in its virtual environment; undefined if there is none. */
export function pythonDirectory(): string | undefined {
  const directory = join(pythonRoot(), process.platform === "win32" ? "Scripts" : "bin");
  return existsSync(directory) ? directory : undefined;
}
