import { z } from "zod";
import type { Defaults } from "../messages/message-value";
import { reasonsAgainstTopic } from "../messages/topic";
import { noSuch } from "../text/no-such";
import { argumentIssues } from "../validation/argument-issues";
import { rule } from "../validation/common-schemas";
import { isRecord } from "../validation/is-record";
import { issueText } from "../validation/issue";
import type { JsonSchema } from "../validation/json-schema";
import { defaultsArguments, fileArgumentsSchema } from "../validation/set-schemas";
import { isGlob } from "./glob";

/** The file at the root of a folder that says what its files do not. */
export const OPTIONS_FILE = "retained.yaml";

/** Whether a file at the root has the name of the options, or one that is meant for it: it would be published. */
export function isNearOptions(file: string): boolean {
  return /^retained\.(ya?ml|json)$/i.test(file);
}

/** What is said of a message beside its topic and payload. */
export interface FileArguments extends Defaults {
  /** Whether the message says whose it is. */
  marker?: boolean;
}

/**
 * What is said of the files of a folder, in its `retained.yaml` or in code. Globs match the path of a file in the folder,
 * its extension included; one that is exactly the path of a file matches that file alone. Options in code are laid over
 * those of the folder.
 */
export interface FolderOptions {
  /**
   * What all topics begin with; a slash follows it, whether it ends in one or not. One in code replaces that of the
   * folder, the empty one by none.
   *
   * @example "acme"
   */
  readonly prefix?: string;
  /** Arguments of every message. @example { qos: 0 } */
  readonly defaults?: Readonly<FileArguments>;
  /**
   * Arguments by glob, over the defaults. Where several globs match, later ones win, argument by argument, and those in
   * code win over those of the folder. One that matches no file is an error.
   *
   * @example { "**\/*.json": { contentType: "application/json" } }
   */
  readonly overrides?: Readonly<Record<string, Readonly<FileArguments>>>;
  /**
   * JSON Schemas by glob: paths relative to the folder of files in JSON or YAML, which are no messages then; in code also
   * schemas themselves. A file that several globs match has to satisfy all of them. A glob that matches no file is an
   * error. One in code replaces the same one of the folder.
   *
   * @example { "**\/settings.json": "schemas/settings.json" }
   */
  readonly schemas?: Readonly<Record<string, JsonSchema | string>>;
  /** Globs of files that are messages; in code instead of those of the folder. @default all */
  readonly include?: readonly string[];
  /** Globs of files that are not; in code besides those of the folder. @default none @example ["README.md"] */
  readonly exclude?: readonly string[];
  /**
   * Topics of single files, which are published byte for byte, whatever their extension, and without the prefix: for
   * topics of which no file can have the name. A file that is missing is an error.
   *
   * @example { "other/0001.bin": "acme//state" }
   */
  readonly topics?: Readonly<Record<string, string>>;
}

const text = z.string("expected a string");
const record = <T extends z.ZodType>(value: T) => z.record(text, value, "expected a record");
const globs = z.array(text, "expected a list of globs");

const schemaShape = {
  prefix: text.superRefine(rule((prefix: string) => (prefix === "" ? [] : reasonsAgainstTopic(prefix)))),
  defaults: z.unknown(),
  overrides: record(z.unknown()),
  schemas: record(z.unknown()),
  include: globs,
  exclude: globs,
  topics: record(text),
};
const optionsSchema = z.strictObject(schemaShape, { error: "expected a record of options" }).partial();

/** What is wrong with options, one line each. */
export function optionFaults(options: unknown): string[] {
  const result = optionsSchema.safeParse(options);
  if (!isRecord(options)) return result.error?.issues.flatMap(issueFaults) ?? [];
  const { defaults, overrides, schemas, include, exclude } = options;
  const at = (option: string, glob: string) => `${option}[${JSON.stringify(glob)}]`;
  return [
    ...(result.error?.issues.flatMap(issueFaults) ?? []),
    ...(defaults === undefined ? [] : ofArguments("defaults", defaults)),
    ...entries(overrides).flatMap(([glob, value]) => ofArguments(at("overrides", glob), value)),
    ...entries(schemas)
      .filter(([, value]) => !isRecord(value) && typeof value !== "string" && typeof value !== "boolean")
      .map(([glob]) => `\`${at("schemas", glob)}\`: expected the path of a JSON Schema`),
    ...Object.entries({
      include,
      exclude,
      overrides: Object.keys(overrides ?? {}),
      schemas: Object.keys(schemas ?? {}),
    })
      .flatMap(([option, found]) => (Array.isArray(found) ? found.map((glob: unknown) => ({ option, glob })) : []))
      .filter(({ glob }) => typeof glob === "string" && !isGlob(glob))
      .map(({ option, glob }) => `\`${at(option, String(glob))}\`: expected a glob`),
  ];
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function ofArguments(path: string, value: unknown): string[] {
  if (!isRecord(value)) return [`\`${path}\`: expected a record of arguments`];
  const names = [...defaultsArguments, "marker"].filter((name) => name !== "schema");
  const faults = argumentIssues(fileArgumentsSchema, { ...value }, names);
  return faults.map((fault) => issueText({ ...fault, path: `${path}.${fault.path}` }));
}

function issueFaults(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `\`${key}\`: ${noSuch("option", key, Object.keys(schemaShape))}`);
  }
  const [option, ...inside] = issue.path;
  if (option === undefined) return [issue.message];
  return [`\`${String(option)}${inside.map((key) => `[${JSON.stringify(key)}]`).join("")}\`: ${issue.message}`];
}
