import { readFileSync, statSync } from "node:fs";
import { posix, resolve } from "node:path";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import type { Issue } from "../validation/issue";
import { issuesByJsonSchema, type JsonSchema } from "../validation/json-schema";
import { formatOf, MOST_SOURCE_BYTES, parseDocument } from "./document";
import { codeOf } from "./files-error";
import { ByGlob, type Said } from "./glob";
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
  private readonly rules: ByGlob<Rule>;

  /** @param names of all files of the folder */
  constructor(
    private readonly directory: string,
    declared: readonly Said<JsonSchema | string>[],
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
    this.rules = new ByGlob(said, new Set([...names].filter((file) => !this.files.has(file))));
  }

  /** What is wrong with the schemas themselves, as far as they were needed. */
  get faults(): string[] {
    return [...this.broken].flatMap(([name, reasons]) => reasons.map((reason) => `${name}: ${reason}`));
  }

  /** Globs that match no file. */
  idle(): string[] {
    return this.rules.idle().map(({ name }) => name);
  }

  /** How a file's payload fails its schemas: each place in it as a JSON pointer, with the schema that says so. */
  faultsOf(file: string, payload: DeclaredPayload): string[] {
    return this.rules.of(file).flatMap(({ value: { name, schema } }) => {
      if (schema === undefined || this.broken.has(name)) return [];
      const faults = issuesByJsonSchema(schema, payloadBytes(payload, readFileSync));
      const broken = faults.find(({ path }) => path === "schema");
      if (broken === undefined) return faults.map((fault) => `${sentence(fault)} (${name})`);
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
      const read = textOf({ path, size: stats.size }, MOST_SOURCE_BYTES);
      if ("faults" in read) return failed(...read.faults);
      const parsed = parseDocument(read.text, formatOf(file) ?? "json");
      if ("faults" in parsed) return failed(...parsed.faults);
      const { value } = parsed;
      const isSchema =
        typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
      return isSchema ? (value as JsonSchema) : failed("expected a JSON Schema: an object, or true or false");
    } catch (error) {
      return failed(`the schema cannot be read (${codeOf(error)})`);
    }
  }
}

/** A fault of the whole has a pointer as well, which is empty. */
function sentence({ reason, where = "" }: Issue): string {
  return [reason, where, ...(/(^| )at ".*"$/s.test(where) ? [] : ['at ""'])].filter((part) => part !== "").join(" ");
}
