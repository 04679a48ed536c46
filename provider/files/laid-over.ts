import type { JsonSchema } from "../validation/json-schema";
import type { FileArguments, FolderOptions } from "./folder-options";
import type { Said } from "./glob";

/** Options, and how errors call where they are from. */
export interface Source {
  name: string;
  options: FolderOptions;
}

/** What several sources say together. */
export interface LaidOver {
  prefix: string | undefined;
  defaults: FileArguments;
  /** Later ones win. */
  overrides: readonly Said<FileArguments>[];
  schemas: readonly Said<JsonSchema | string>[];
  include: readonly string[] | undefined;
  exclude: readonly string[];
  /** By the path of a file. */
  topics: ReadonlyMap<string, Said<string>>;
}

/**
 * Options with later ones laid over those before: a prefix, an `include` and what is said of the same glob or file replace
 * the earlier, arguments are laid over one by one, and `exclude` takes out more.
 */
export function laidOver(sources: readonly Source[]): LaidOver {
  const last = <T>(values: readonly (T | undefined)[]) => values.findLast((value) => value !== undefined);
  const options = sources.map((source) => source.options);
  const all = <T>(
    option: "overrides" | "schemas" | "topics",
    of: (from: FolderOptions) => Record<string, T> | undefined,
  ) =>
    sources.flatMap(({ name, options: from }) =>
      Object.entries(of(from) ?? {}).map(
        ([glob, value]): Said<T> => ({ glob, value, name: `${name}: \`${option}[${JSON.stringify(glob)}]\`` }),
      ),
    );
  const byKey = <T>(said: readonly Said<T>[]) => new Map(said.map((each) => [each.glob, each]));
  return {
    prefix: last(options.map(({ prefix }) => prefix)),
    defaults: Object.assign({}, ...options.map(({ defaults }) => defaults)) as FileArguments,
    overrides: all("overrides", ({ overrides }) => overrides),
    schemas: [...byKey(all("schemas", ({ schemas }) => schemas)).values()],
    include: last(options.map(({ include }) => include)),
    exclude: options.flatMap(({ exclude = [] }) => exclude),
    topics: byKey(all("topics", ({ topics }) => topics)),
  };
}
