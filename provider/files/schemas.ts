import { existsSync, realpathSync, statSync } from "node:fs";
import { posix, resolve } from "node:path";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { readAssetFile } from "../validation/asset-file";
import { type GlobRule, GlobRules } from "../validation/glob-rules";
import type { Issue } from "../validation/issue";
import { issuesByJsonSchema, type JsonSchema } from "../validation/json-schema";
import { codeOf } from "./disk/files-error";
import { textOf } from "./disk/source";
import { isInside } from "./disk/tree";
import { formatOf, MAX_SOURCE_BYTES, parseDocument } from "./formats/document";
import { pointerTo } from "./formats/json-pointer";
import type { Layer, LayerFile } from "./layers/layers";
import { Origins } from "./layers/origins";
import { OPTIONS_FILE } from "./options/folder-options";

/** One schema. */
interface NamedSchema {
  /** The name of the schema in errors. */
  name: string;
  /** Undefined if the schema is broken, which has been reported already. */
  schema: JsonSchema | undefined;
}

/**
 * The schemas that the `retained.yaml` of layers name and no layer has, one line each. A folder may come from somebody else,
 * and nothing in it opens another file of this machine. A program names what files it likes.
 */
export function schemasOutside(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ label, options: { schemas = {} } }) =>
    Object.entries(schemas).flatMap(([glob, schema]) => {
      const reason = typeof schema === "string" ? reasonOutside(locate(layers, schema), schema) : undefined;
      return reason === undefined ? [] : [`${label}${OPTIONS_FILE}: \`schemas[${JSON.stringify(glob)}]\`: ${reason}`];
    }),
  );
}

function reasonOutside(directory: string, file: string): string | undefined {
  const path = resolve(directory, file);
  if (!isInside(path, resolve(directory))) return "expected a file in the folder";
  try {
    const isIn = isInside(realpathSync.native(path), realpathSync.native(directory));
    return isIn ? undefined : "a symbolic link that leaves the folder";
  } catch {
    // That it cannot be read is told when it is read.
    return undefined;
  }
}

/** The topmost layer that has a file, or else the topmost one. */
function locate(layers: readonly Layer[], file: string): string {
  const found = layers.findLast(({ directory }) => existsSync(resolve(directory, file))) ?? layers.at(-1);
  return found?.directory ?? ".";
}

/** The JSON Schemas for the files of layers. */
export class Schemas {
  /** Files that contain schemas, and are therefore not messages. */
  readonly files: ReadonlySet<string>;
  private readonly broken = new Map<string, string[]>();
  readonly rules: GlobRules<NamedSchema>;

  /** @param names the paths of all files of the layers */
  constructor(
    private readonly layers: readonly Layer[],
    declared: readonly GlobRule<JsonSchema | string>[],
    names: ReadonlySet<string>,
  ) {
    const paths = declared.map(({ value }) => value).filter((value) => typeof value === "string");
    this.files = new Set(paths.map((path) => posix.normalize(path)));
    const schemas = new Map(
      [...this.files].map((file): [string, NamedSchema] => [file, { name: file, schema: this.read(file) }]),
    );
    const rules = declared.flatMap(({ glob, name, value }) => {
      const schema = typeof value === "string" ? schemas.get(posix.normalize(value)) : { name, schema: value };
      return schema === undefined ? [] : [{ glob, name, value: schema }];
    });
    this.rules = new GlobRules(rules, new Set([...names].filter((file) => !this.files.has(file))));
  }

  /** Everything that is wrong with the schemas themselves, as far as they were used. */
  get issues(): string[] {
    return [...this.broken].flatMap(([name, reasons]) => reasons.map((reason) => `${name}: ${reason}`));
  }

  /**
   * Where a payload breaks the schemas of its files: each place as a JSON pointer, with the name of the schema.
   *
   * @param sources what the payload was made of: if that is several files, the one with the place is named
   */
  issuesInPayload(files: readonly string[], payload: DeclaredPayload, sources: readonly LayerFile[]): string[] {
    return this.rules.matching(...files).flatMap(({ value: { name, schema } }) => {
      if (schema === undefined || this.broken.has(name)) return [];
      const issues = issuesByJsonSchema(schema, payloadBytes(payload, readAssetFile));
      const broken = issues.find(({ path }) => path === "schema");
      if (broken === undefined)
        return issues.map((issue) => `${schemaIssueText(issue)} (${name})${originText(issue, sources)}`);
      // A broken schema is reported once, however many files it is for.
      this.broken.set(name, [broken.reason]);
      return [];
    });
  }

  private read(file: string): JsonSchema | undefined {
    const failed = (...reasons: string[]) => void this.broken.set(file, reasons);
    const path = resolve(locate(this.layers, file), file);
    try {
      const stats = statSync(path);
      if (!stats.isFile()) return failed("the schema is not a file");
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

/** The file and line that a place in a payload comes from, if it is made of several files. */
function originText({ where = "" }: Issue, sources: readonly LayerFile[]): string {
  if (sources.length < 2) return "";
  const [, pointer = ""] = /(?:^| )at "(.*)"$/s.exec(where) ?? [];
  // A property that must not be there is named before the place that it is in.
  const [, name] = /^\((.*?)\)(?= at "|$)/s.exec(where) ?? [];
  const origin = new Origins(sources).of(name === undefined ? pointer : pointer + pointerTo(name));
  return origin === undefined ? "" : `, from ${origin.file} line ${origin.line}`;
}

/** An issue with the payload as a whole gets a JSON pointer as well, which is empty. */
function schemaIssueText({ reason, where = "" }: Issue): string {
  return [reason, where, ...(/(^| )at ".*"$/s.test(where) ? [] : ['at ""'])].filter((part) => part !== "").join(" ");
}
