import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { canonicalJson } from "../messages/digest";
import type { Issue } from "../validation/issue";

/**
 * What a payload may be: text as it stands, a JSON value that may hold outputs at any depth, a `FileAsset` or a
 * `StringAsset`. Objects of other classes, such as dates, maps and archives, are refused in preview.
 */
export type Payload = pulumi.Input<string | number | boolean | object>;

/**
 * The payload as an input of the engine: JSON becomes canonical text here, in the program, because only here is it
 * known which leaves are secret or unknown. A value without a JSON form becomes a fault that `check` reports.
 */
export function payloadInputs(payload: Payload | undefined): { payload?: unknown; __faults?: unknown } {
  if (payload === undefined || typeof payload === "string") return { payload };
  if (isSettled(payload)) {
    // At once, and not as an output: a set of thousands of them would wait for each.
    const { value, faults } = encodedOr(
      () => encodeSettled(payload),
      (failed) => failed,
    );
    return { payload: value, ...(faults.length > 0 ? { __faults: faults } : {}) };
  }
  const encoded = encodedOr(
    () => encodeOutput(payload),
    (failed) => pulumi.output(failed) as pulumi.Output<Encoded>,
  );
  return { payload: encoded.apply(({ value }) => value), __faults: encoded.apply(({ faults }) => faults) };
}

function payloadIssue(reason: string, path = ""): Issue {
  const where = path === "" ? {} : { where: `at \`${path.replace(/^\./, "")}\`` };
  return { path: "payload", reason, ...where };
}

/** A payload made text, or what is wrong with it. */
interface Encoded {
  value?: unknown;
  faults: Issue[];
}

function encodeOutput(payload: unknown): pulumi.Output<Encoded> {
  if (pulumi.Output.isInstance<unknown>(payload)) return payload.apply(encodeOutput);
  // `output` takes everything apart by its keys, and would make `{}` of a Date or a Map.
  const faults = pulumi.asset.Asset.isInstance(payload) ? [] : issuesInJson(payload, "");
  return faults.length > 0
    ? pulumi.output({ faults })
    : (pulumi.output(payload) as pulumi.Output<unknown>).apply((value) =>
        encodedOr(
          () => encodeResolved(value),
          (failed) => failed,
        ),
      );
}

function encodeSettled(payload: unknown): Encoded {
  const faults = pulumi.asset.Asset.isInstance(payload) ? [] : issuesInJson(payload, "");
  return faults.length > 0 ? { faults } : encodeResolved(payload);
}

/** Whether nothing in a value is an output or a promise. What is circular counts as settled: it has no end either way. */
export function isSettled(value: unknown): boolean {
  try {
    return settled(value);
  } catch {
    return true;
  }
}

function settled(value: unknown): boolean {
  if (pulumi.Output.isInstance(value)) return false;
  if (typeof value !== "object" || value === null) return true;
  return !isPromise(value) && Object.values(value).every(settled);
}

/** What is circular, or nested some thousand levels deep, has no end for those who walk it. */
function encodedOr<T>(walk: () => T, otherwise: (failed: Encoded) => T): T {
  try {
    return walk();
  } catch {
    return otherwise({ faults: [payloadIssue("has no JSON form (it is circular, or nested too deep)")] });
  }
}

function encodeResolved(payload: unknown): Encoded {
  if (typeof payload === "string") return { value: payload, faults: [] };
  if (pulumi.asset.Asset.isInstance(payload)) return encodeAsset(payload);
  if (payload === undefined || payload === null) {
    return { faults: [payloadIssue("expected a payload, got null: an empty one clears the topic")] };
  }
  // Once more: of an asset inside of an output no more is left than its properties.
  const faults = issuesInJson(payload, "");
  if (faults.length > 0) return { faults };
  try {
    return { value: canonicalJson(payload), faults: [] };
  } catch (error) {
    return { faults: [payloadIssue(`has no JSON form (${(error as Error).message})`)] };
  }
}

/** An asset as it is, if it is good: the engine would fail on any other one before it is checked. */
function encodeAsset(asset: pulumi.asset.Asset): Encoded {
  if ("uri" in asset)
    return { faults: [payloadIssue("expected a FileAsset or a StringAsset, got another kind of asset")] };
  try {
    if ("path" in asset) readFileSync(String(asset.path));
    return { value: asset, faults: [] };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { faults: [payloadIssue(`the file of the FileAsset cannot be read (${code})`)] };
  }
}

/** Where in a payload there is an object that is neither plain nor an array; outputs are looked at when they resolve. */
function issuesInJson(value: unknown, path: string): Issue[] {
  if (typeof value === "function" && !pulumi.Output.isInstance(value)) {
    return [payloadIssue("has no JSON form (a function)", path)];
  }
  const isNoJson =
    typeof value === "bigint" || typeof value === "symbol" || (typeof value === "number" && !Number.isFinite(value));
  if (isNoJson)
    return [payloadIssue(`has no JSON form (${typeof value === "number" ? value : `a ${typeof value}`})`, path)];
  if (typeof value !== "object" || value === null || pulumi.Output.isInstance(value) || isPromise(value)) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => issuesInJson(item, `${path}[${i}]`));
  const kind = kindOf(value);
  if (kind === "plain") return Object.entries(value).flatMap(([key, item]) => issuesInJson(item, `${path}.${key}`));
  const hint = ArrayBuffer.isView(value) ? ": for bytes use `payloadBase64`, or a FileAsset" : "";
  const expected = "expected text, a JSON value, a FileAsset or a StringAsset, got this class of object";
  return [payloadIssue(`${expected}: ${kind}${hint}`, path)];
}

/** The class of an object, or "plain". Assets and archives are told by their marks, which outlive `pulumi.output`. */
function kindOf(value: object): string {
  if ("__pulumiAsset" in value) return "Asset";
  if ("__pulumiArchive" in value) return "Archive";
  const prototype: object | null = Object.getPrototypeOf(value);
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain ? "plain" : value.constructor.name;
}

function isPromise(value: object): boolean {
  return "then" in value && typeof value.then === "function";
}
