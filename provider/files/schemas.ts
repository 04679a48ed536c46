import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { type JsonSchema, schemaFaults } from "../messages/schema";
import { formatOf, parseDocument } from "./document";
import { matching } from "./glob";

/** One schema, and the files that have to satisfy it. */
interface Rule {
  /** How errors call it. */
  name: string;
  schema: JsonSchema | undefined;
  matches: (file: string) => boolean;
}

/** The JSON Schemas of a folder. */
export class Schemas {
  /** What is wrong with the schemas themselves. */
  readonly faults: string[] = [];
  /** Files that hold schemas, and are no messages. */
  readonly files: ReadonlySet<string>;
  private readonly rules: Rule[];

  /**
   * @param declared by glob: paths in the folder, or schemas
   * @param names of all files of the folder
   */
  constructor(
    private readonly directory: string,
    declared: Readonly<Record<string, JsonSchema | string>>,
    names: ReadonlySet<string>,
  ) {
    const paths = Object.values(declared).filter((value) => typeof value === "string");
    this.files = new Set(paths.map((path) => posix.normalize(path)));
    const read = new Map([...this.files].map((file) => [file, this.read(file)]));
    this.rules = Object.entries(declared).map(([glob, value]) => {
      const matches = matching(glob, names);
      if (typeof value !== "string") return { name: `schemas[${JSON.stringify(glob)}]`, schema: value, matches };
      const name = posix.normalize(value);
      return { name, schema: read.get(name), matches };
    });
  }

  /** How a file's payload fails its schemas: each place in it as a JSON pointer, with the schema that says so. */
  faultsOf(file: string, payload: DeclaredPayload): string[] {
    return this.rules.flatMap((rule) => {
      if (rule.schema === undefined || !rule.matches(file)) return [];
      const faults = schemaFaults(rule.schema, payloadBytes(payload, readFileSync));
      const broken = faults.find(({ path }) => path === "schema");
      if (broken === undefined) return faults.map(({ reason, where = 'at ""' }) => `${reason} ${where} (${rule.name})`);
      this.faults.push(`${rule.name}: ${broken.reason}`);
      // Once is enough, however many files it is for.
      rule.schema = undefined;
      return [];
    });
  }

  private read(file: string): JsonSchema | undefined {
    const failed = (reason: string) => void this.faults.push(`${file}: ${reason}`);
    let text: string;
    try {
      text = readFileSync(join(this.directory, file), "utf8");
    } catch (error) {
      return failed(`the schema cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    const parsed = parseDocument(text, formatOf(file) ?? "json");
    if ("faults" in parsed) return void parsed.faults.forEach(failed);
    const { value } = parsed;
    const isSchema =
      typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
    return isSchema ? (value as JsonSchema) : failed("expected a JSON Schema: an object, or true or false");
  }
}
