import { readFileSync, statSync } from "node:fs";
import { posix, resolve } from "node:path";
import type { Fault } from "../messages/faults";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { type JsonSchema, schemaFaults } from "../messages/schema";
import { formatOf, MAX_SOURCE_BYTES, parseDocument } from "./document";
import { codeOf } from "./files-error";
import { type GlobRule, GlobRules } from "./glob";
import { textOf } from "./source";

/** One schema, and how errors call it: undefined where it is none, which is told already. */
interface Rule {
  name: string;
  schema: JsonSchema | undefined;
}

/** The JSON Schemas of a folder. */
export class Schemas {
  /** Files that hold schemas, and are no messages. */
  readonly files: ReadonlySet<string>;
  private readonly broken = new Map<string, string[]>();
  private readonly rules: GlobRules<Rule>;

  /** @param names of all files of the folder */
  constructor(
    private readonly directory: string,
    declared: readonly GlobRule<JsonSchema | string>[],
    names: ReadonlySet<string>,
  ) {
    const paths = declared.map(({ value }) => value).filter((value) => typeof value === "string");
    this.files = new Set(paths.map((path) => posix.normalize(path)));
    const rules = new Map(
      [...this.files].map((file): [string, Rule] => [file, { name: file, schema: this.read(file) }]),
    );
    const said = declared.flatMap(({ glob, name, value }) => {
      const rule = typeof value === "string" ? rules.get(posix.normalize(value)) : { name, schema: value };
      return rule === undefined ? [] : [{ glob, name, value: rule }];
    });
    this.rules = new GlobRules(said, new Set([...names].filter((file) => !this.files.has(file))));
  }

  /** What is wrong with the schemas themselves, as far as they were needed. */
  get issues(): string[] {
    return [...this.broken].flatMap(([name, reasons]) => reasons.map((reason) => `${name}: ${reason}`));
  }

  /** Globs that match no file. */
  idle(): string[] {
    return this.rules.idle().map(({ name }) => name);
  }

  /** How a file's payload fails its schemas: each place in it as a JSON pointer, with the schema that says so. */
  issuesInPayload(file: string, payload: DeclaredPayload): string[] {
    return this.rules.of(file).flatMap(({ value: { name, schema } }) => {
      if (schema === undefined || this.broken.has(name)) return [];
      const issues = schemaFaults(schema, payloadBytes(payload, readFileSync));
      const broken = issues.find(({ path }) => path === "schema");
      if (broken === undefined) return issues.map((issue) => `${schemaIssueText(issue)} (${name})`);
      // Once is enough, however many files it is for.
      this.broken.set(name, [broken.reason]);
      return [];
    });
  }

  private read(file: string): JsonSchema | undefined {
    const failed = (...reasons: string[]) => void this.broken.set(file, reasons);
    const path = resolve(this.directory, file);
    try {
      const stats = statSync(path);
      if (!stats.isFile()) return failed("the schema is no file");
      const read = textOf({ path, size: stats.size }, MAX_SOURCE_BYTES);
      if ("issues" in read) return failed(...read.issues);
      const parsed = parseDocument(read.text, formatOf(file) ?? "json");
      if ("issues" in parsed) return failed(...parsed.issues);
      const { value } = parsed;
      const isSchema =
        typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
      return isSchema ? (value as JsonSchema) : failed("expected a JSON Schema: an object, or true or false");
    } catch (error) {
      return failed(`the schema cannot be read (${codeOf(error)})`);
    }
  }
}

/** An issue of the whole has a pointer as well, which is empty. */
function schemaIssueText({ reason, where = "" }: Fault): string {
  return [reason, where, ...(/(^| )at ".*"$/s.test(where) ? [] : ['at ""'])].filter((part) => part !== "").join(" ");
}
