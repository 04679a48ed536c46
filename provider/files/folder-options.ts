import { z } from "zod";
import { argumentFaults, sentence } from "../messages/faults";
import type { Defaults } from "../messages/message-value";
import { noSuch } from "../messages/nearest";
import type { JsonSchema } from "../messages/schema";
import { defaultsNames, fileArgumentsSchema } from "../messages/set-declaration";

/** The file at the root of a folder that says what its files do not. */
export const OPTIONS_FILE = "retained.yaml";

/** What is said of a message beside its topic and payload. */
export interface FileArguments extends Defaults {
  /** Whether the message says whose it is. */
  marker?: boolean;
}

/** What is said of the files of a folder, in its `retained.yaml` or in code. Globs match paths in the folder. */
export interface FolderOptions {
  /** What all topics begin with; a slash follows it. @example "acme" */
  prefix?: string;
  /** Arguments of every message. @example { qos: 0 } */
  defaults?: FileArguments;
  /**
   * Arguments by glob, over the defaults. Where several globs match, later ones win, argument by argument. One that
   * matches no file is an error.
   *
   * @example { "**\/*.json": { contentType: "application/json" } }
   */
  overrides?: Readonly<Record<string, FileArguments>>;
  /**
   * JSON Schemas by glob: paths in the folder of files in JSON or YAML, which are no messages then; in code also schemas
   * themselves. A file that several globs match has to satisfy all of them. A glob that matches no file is an error.
   *
   * @example { "**\/settings.json": "schemas/settings.json" }
   */
  schemas?: Readonly<Record<string, JsonSchema | string>>;
  /** Globs of files that are messages. @default all */
  include?: readonly string[];
  /** Globs of files that are not. @default none */
  exclude?: readonly string[];
  /** Topics of single files that are published byte for byte: for topics of which no file can have the name. */
  topics?: Readonly<Record<string, string>>;
}

const text = z.string("expected a string");
const record = <T extends z.ZodType>(value: T) => z.record(text, value, "expected a record");
const globs = z.array(text, "expected a list of globs");

const schemaShape = {
  prefix: text,
  defaults: z.unknown(),
  overrides: record(z.unknown()),
  schemas: record(z.unknown()),
  include: globs,
  exclude: globs,
  topics: record(text),
};
const optionsSchema = z.strictObject(schemaShape).partial();

/** What is wrong with options, one line each. */
export function optionFaults(options: unknown): string[] {
  const result = optionsSchema.safeParse(options);
  if (!result.success) return result.error.issues.flatMap(issueFaults);
  const { defaults, overrides = {}, schemas = {} } = result.data;
  return [
    ...(defaults === undefined ? [] : ofArguments("defaults", defaults)),
    ...Object.entries(overrides).flatMap(([glob, value]) => ofArguments(`overrides[${JSON.stringify(glob)}]`, value)),
    ...Object.entries(schemas)
      .filter(([, value]) => !["string", "object", "boolean"].includes(typeof value) || value === null)
      .map(([glob]) => `\`schemas[${JSON.stringify(glob)}]\`: expected the path of a JSON Schema`),
  ];
}

/** Options of a folder with those in code laid over them. */
export function laidOver(ofFolder: FolderOptions, inCode: FolderOptions): FolderOptions {
  return {
    ...ofFolder,
    ...inCode,
    defaults: { ...ofFolder.defaults, ...inCode.defaults },
    // What is named again comes anew, behind what it is to win over.
    overrides: Object.fromEntries([ofFolder.overrides, inCode.overrides].flatMap((all) => Object.entries(all ?? {}))),
    schemas: { ...ofFolder.schemas, ...inCode.schemas },
    exclude: [...(ofFolder.exclude ?? []), ...(inCode.exclude ?? [])],
    topics: { ...ofFolder.topics, ...inCode.topics },
  };
}

function ofArguments(path: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [`\`${path}\`: expected a record of arguments`];
  }
  const names = [...defaultsNames, "marker"].filter((name) => name !== "schema");
  const faults = argumentFaults(fileArgumentsSchema, { ...value }, names);
  return faults.map((fault) => sentence({ ...fault, path: `${path}.${fault.path}` }));
}

function issueFaults(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `\`${key}\`: ${noSuch("option", key, Object.keys(schemaShape))}`);
  }
  const path = issue.path.length === 0 ? "" : `\`${issue.path.join(".")}\`: `;
  return [`${path}${issue.message}`];
}
