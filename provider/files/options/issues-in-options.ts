import { z } from "zod";
import { reasonsAgainstTopic } from "../../messages/topic";
import { noSuch } from "../../text/no-such";
import { argumentIssues } from "../../validation/argument-issues";
import { rule } from "../../validation/common-schemas";
import { isGlob } from "../../validation/glob-rules";
import { isRecord } from "../../validation/is-record";
import { issueText } from "../../validation/issue";
import { defaultsArguments, fileArgumentsSchema } from "../../validation/set-schemas";

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
  inherit: record(z.array(text, "expected a list of files")),
  remove: globs,
};
const error = "expected a record of options";
const schemaOfCode = z.strictObject(schemaShape, { error }).partial();
const schemaOfFile = z
  .strictObject({ ...schemaShape, layers: z.array(text, "expected a list of folders") }, { error })
  .partial();

/** Everything that is wrong with the options that are given in code, one line each. */
export function issuesInOptions(options: unknown): string[] {
  return issuesBy(schemaOfCode, options);
}

/** Everything that is wrong with the options in a `retained.yaml`, one line each. */
export function issuesInFileOptions(options: unknown): string[] {
  return issuesBy(schemaOfFile, options);
}

function issuesBy(schema: typeof schemaOfCode | typeof schemaOfFile, options: unknown): string[] {
  const names = Object.keys(schema.shape);
  const ofShape = schema.safeParse(options).error?.issues.flatMap((issue) => zodIssueLines(issue, names)) ?? [];
  if (!isRecord(options)) return ofShape;
  const { defaults, overrides, schemas, include, exclude, inherit, remove } = options;
  return [
    ...ofShape,
    ...(defaults === undefined ? [] : issuesInArguments("defaults", defaults)),
    ...entries(overrides).flatMap(([glob, value]) => issuesInArguments(pathOf("overrides", glob), value)),
    ...entries(schemas)
      .filter(([, value]) => !isRecord(value) && typeof value !== "string" && typeof value !== "boolean")
      .map(([glob]) => `\`${pathOf("schemas", glob)}\`: expected the path of a JSON Schema`),
    ...issuesInGlobs({
      include,
      exclude,
      remove,
      overrides: keys(overrides),
      schemas: keys(schemas),
      inherit: keys(inherit),
    }),
  ];
}

function issuesInArguments(path: string, value: unknown): string[] {
  if (!isRecord(value)) return [`\`${path}\`: expected a record of arguments`];
  const names = [...defaultsArguments, "marker"].filter((name) => name !== "schema");
  const issues = argumentIssues(fileArgumentsSchema, { ...value }, names);
  return issues.map((issue) => issueText({ ...issue, path: `${path}.${issue.path}` }));
}

function issuesInGlobs(byOption: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(byOption).flatMap(([option, found]) =>
    (Array.isArray(found) ? found : [])
      .filter((glob: unknown) => typeof glob === "string" && !isGlob(glob))
      .map((glob: string) => `\`${pathOf(option, glob)}\`: expected a glob`),
  );
}

function zodIssueLines(issue: z.core.$ZodIssue, names: readonly string[]): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `\`${key}\`: ${noSuch("option", key, names)}`);
  }
  const [option, ...inside] = issue.path;
  if (option === undefined) return [issue.message];
  return [`\`${pathOf(String(option), ...inside)}\`: ${issue.message}`];
}

/** The path of a value in the options: `include[0]`, `topics["a.txt"]`. */
function pathOf(option: string, ...inside: readonly PropertyKey[]): string {
  return option + inside.map((key) => `[${JSON.stringify(key)}]`).join("");
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function keys(value: unknown): string[] {
  return entries(value).map(([key]) => key);
}
