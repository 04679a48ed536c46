import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";

/** The first CLI whose `import --file` takes the inputs and outputs of a dynamic resource. */
export const OLDEST_USABLE = "3.254.0";

/** The version to install or build if no usable one is found. `pulumi/go.mod` in this folder pins the same one. */
export const VERSION = "3.259.0";

export const CLI = "pulumi";

/** A CLI that can be used, and where it was found. */
export interface Engine {
  /** The directory of the CLI and its plugins, to be put first on PATH. */
  readonly bin: string;
  /** The path of `pulumi` itself. */
  readonly pulumi: string;
  readonly version: string;
  readonly from: "PATH" | "cache" | "download" | "Go modules";
}

/** Runs TypeScript programs. */
export const LANGUAGE_HOST = "pulumi-language-nodejs";

/** Starts dynamic providers. It is the same in every release, because it runs the `@pulumi/pulumi` of the program. */
export const DYNAMIC_PROVIDER = "pulumi-resource-pulumi-nodejs";

const SUFFIXES = process.platform === "win32" ? [".exe", ".cmd"] : [""];

/** The path of the executable `name` in the first of `directories` that has it. */
export function executable(name: string, directories: readonly string[]): string | undefined {
  return directories
    .flatMap((directory) => SUFFIXES.map((suffix) => join(directory, name + suffix)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });
}

/** Those of the three executables that none of `directories` has. */
export function missing(directories: readonly string[]): string[] {
  return [CLI, LANGUAGE_HOST, DYNAMIC_PROVIDER].filter((name) => executable(name, directories) === undefined);
}
