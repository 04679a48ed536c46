import type { ErrorObject, Options, ValidateFunction } from "ajv";
import type { Issue } from "./issue";
import { bounded } from "./time-limit";

/** A JSON Schema: draft 6, 7, 2019-09 or 2020-12, by its `$schema`; without one, 2020-12. */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

interface AjvModule {
  default: typeof import("ajv").Ajv;
}

/**
 * The validator of each draft, by the text of `$schema`. Only a program with a schema loads it, which takes 50 ms. Each is
 * named in a literal `require`, so that a bundler finds it.
 */
const drafts: [RegExp, () => AjvModule][] = [
  [/draft-0[67]/, () => require("ajv") as AjvModule],
  [/2019-09/, () => require("ajv/dist/2019") as AjvModule],
  [/2020-12|^$/, () => require("ajv/dist/2020") as AjvModule],
];

/**
 * Why a payload does not satisfy a schema: one issue for each place in it, which is a JSON pointer. Values are not quoted.
 *
 * @param payload the bytes to publish
 */
export function issuesByJsonSchema(schema: JsonSchema, payload: Uint8Array): Issue[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return [{ path: "payload", reason: "expected JSON, since there is a schema for it" }];
  }
  try {
    const validate = compile(schema);
    if (validate.time === "too long") return [{ path: "schema", reason: TOO_LONG }];
    const result = validate.time === "bounded" ? { value: validate(value) } : bounded(() => validate(value));
    if (result === "too long") {
      // The next payload may take as long.
      validate.time = result;
      return [{ path: "schema", reason: TOO_LONG }];
    }
    return result.value ? [] : (validate.errors ?? []).map(toIssue);
  } catch (error) {
    // The call stack has overflowed.
    return [{ path: "schema", reason: error instanceof RangeError ? NO_END : (error as Error).message }];
  }
}

const NO_END = "refers to itself without an end, or the payload is nested too deep for it";
const TOO_LONG =
  "takes too long: a `pattern` with a repetition inside of a repetition, such as `^(a+)+$`, may take longer than any preview";

/** Keywords that may take any time: patterns, formats, and references to what contains them. */
const unbounded = /"(pattern|patternProperties|format|\$(dynamic|recursive)?[rR]ef)":/;

/** A compiled schema, and how long it takes: no longer than the payload is long, perhaps without an end, or too long. */
type Validator = ValidateFunction & { time: "bounded" | "unbounded" | "too long" };

/** Validators by schema. Compiling takes 10 ms, and many messages may share a schema. */
const validators = new WeakMap<object, Validator>();

function compile(schema: JsonSchema): Validator {
  if (typeof schema === "boolean") return validatorOf(schema);
  const validate = validators.get(schema) ?? validatorOf(schema);
  validators.set(schema, validate);
  return validate;
}

function validatorOf(schema: JsonSchema): Validator {
  const draft = typeof schema === "object" ? String(schema["$schema"] ?? "") : "";
  const [, validator] = drafts.find(([pattern]) => pattern.test(draft)) ?? [];
  if (validator === undefined) throw new Error(`expected JSON Schema draft 6, 7, 2019-09 or 2020-12, got ${draft}`);
  // Strict, so that a misspelt keyword is an error. Keywords that begin with `x-` are annotations, as in OpenAPI.
  const options: Options = { allErrors: true, strictTypes: false, strictTuples: false };
  const ajv = new (validator().default)(options);
  if (draft.includes("draft-06")) ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-06.json") as object);
  ajv.addVocabulary(annotations(schema));
  (require("ajv-formats") as typeof import("ajv-formats")).default(ajv);
  return Object.assign(ajv.compile(schema), {
    time: unbounded.test(JSON.stringify(schema)) ? ("unbounded" as const) : ("bounded" as const),
  });
}

function toIssue({ instancePath, message = "is not valid", params }: ErrorObject): Issue {
  const allowed: unknown = params["allowedValues"];
  const name: unknown = params["additionalProperty"] ?? params["unevaluatedProperty"] ?? params["propertyName"];
  const where = [
    ...(typeof name === "string" ? [`(${name})`] : []),
    ...(instancePath === "" ? [] : [`at "${instancePath}"`]),
  ];
  return {
    path: "payload",
    reason: Array.isArray(allowed) ? `${message} (${allowed.join(", ")})` : message,
    ...(where.length === 0 ? {} : { where: where.join(" ") }),
  };
}

/** Keywords that begin with `x-`, anywhere in a schema. */
function annotations(schema: unknown): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      // A property of the payload may begin with `x-` as well. Not every such name is a valid keyword.
      if (/^x-[\w$:-]*$/.test(key)) found.add(key);
      walk(item);
    }
  };
  walk(schema);
  return [...found];
}
