import type { GlobRule } from "../../validation/glob-rules";
import type { JsonSchema } from "../../validation/json-schema";
import type { FileArguments, FolderOptions } from "./folder-options";

/** Options, and where they were given. */
export interface OptionsSource {
  /** The name of the source in errors. */
  name: string;
  options: FolderOptions;
}

/** The options of several sources together. Each rule keeps its source in its name, for errors. */
export interface MergedOptions {
  prefix: string | undefined;
  defaults: FileArguments;
  /** Later ones win. */
  overrides: readonly GlobRule<FileArguments>[];
  schemas: readonly GlobRule<JsonSchema | string>[];
  /** By the path of a file. */
  topics: ReadonlyMap<string, GlobRule<string>>;
  inherit: readonly GlobRule<readonly string[]>[];
}

/**
 * Merges options, of which later ones win. A prefix, and a schema or topic of the same glob, replace the earlier one.
 * Arguments are merged one by one, and bases add to the earlier ones.
 */
export function mergeOptions(sources: readonly OptionsSource[]): MergedOptions {
  const all = sources.map(({ options }) => options);
  return {
    prefix: all.findLast(({ prefix }) => prefix !== undefined)?.prefix,
    defaults: Object.assign({}, ...all.map(({ defaults }) => defaults)) as FileArguments,
    overrides: sources.flatMap((source) => rulesIn(source, "overrides", source.options.overrides)),
    schemas: [...lastByGlob(sources.flatMap((source) => rulesIn(source, "schemas", source.options.schemas))).values()],
    topics: lastByGlob(sources.flatMap((source) => rulesIn(source, "topics", source.options.topics))),
    inherit: sources.flatMap((source) => rulesIn(source, "inherit", source.options.inherit)),
  };
}

/** The globs of an option that is a list of them. */
export function globsIn(source: OptionsSource, option: "include" | "exclude" | "remove"): GlobRule<null>[] {
  return (source.options[option] ?? []).map((glob) => ruleIn(source, option, glob, null));
}

function rulesIn<T>(source: OptionsSource, option: string, values: Readonly<Record<string, T>> = {}): GlobRule<T>[] {
  return Object.entries(values).map(([glob, value]) => ruleIn(source, option, glob, value));
}

function ruleIn<T>(source: OptionsSource, option: string, glob: string, value: T): GlobRule<T> {
  return { glob, value, name: `${source.name}: \`${option}[${JSON.stringify(glob)}]\`` };
}

function lastByGlob<T>(rules: readonly GlobRule<T>[]): Map<string, GlobRule<T>> {
  return new Map(rules.map((rule) => [rule.glob, rule]));
}
