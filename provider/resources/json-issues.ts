import * as pulumi from "@pulumi/pulumi";
import { reasonAgainstKey } from "../messages/reserved";
import { hasLoneSurrogate, LONE_SURROGATE } from "../messages/surrogates";
import type { Issue } from "../validation/issue";
import { isPromise } from "./outputs";

/** @param path of the value inside of the payload */
export function payloadIssue(reason: string, path = ""): Issue {
  const where = path === "" ? {} : { where: `at \`${path.replace(/^\./, "")}\`` };
  return { path: "payload", reason, ...where };
}

/** The parts of a value that have no JSON form. Outputs and promises pass: they are checked when they resolve. */
export function issuesInJson(value: unknown, path = ""): Issue[] {
  if (pulumi.Output.isInstance(value)) return [];
  if (typeof value === "string") return hasLoneSurrogate(value) ? [payloadIssue(LONE_SURROGATE, path)] : [];
  if (typeof value === "function") return [payloadIssue("has no JSON form (a function)", path)];
  const isNoJson =
    typeof value === "bigint" || typeof value === "symbol" || (typeof value === "number" && !Number.isFinite(value));
  if (isNoJson) {
    return [payloadIssue(`has no JSON form (${typeof value === "number" ? value : `a ${typeof value}`})`, path)];
  }
  if (typeof value !== "object" || value === null || isPromise(value)) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => issuesInJson(item, `${path}[${i}]`));
  const className = classNameOf(value);
  if (className === undefined) {
    return Object.entries(value).flatMap(([key, item]) => {
      const at = `${path}.${key.toWellFormed()}`;
      return [...(hasLoneSurrogate(key) ? [payloadIssue(LONE_SURROGATE, at)] : []), ...issuesInJson(item, at)];
    });
  }
  const hint = ArrayBuffer.isView(value) ? ": for bytes use `payloadBase64`, or a FileAsset" : "";
  const expected = "expected text, a JSON value, a FileAsset or a StringAsset, got this class of object";
  return [payloadIssue(`${expected}: ${className}${hint}`, path)];
}

/** The keys `__proto__` of a value that contains outputs: JavaScript loses them when Pulumi puts it together. */
export function keysToBeLost(value: unknown, path = ""): Issue[] {
  if (pulumi.Output.isInstance(value) || typeof value !== "object" || value === null || isPromise(value)) return [];
  const reason = `${reasonAgainstKey("payload")}, or give the payload as a text of JSON`;
  return Object.entries(value).flatMap(([key, item]) => {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    return key === "__proto__" ? [payloadIssue(reason, at)] : keysToBeLost(item, at);
  });
}

/** The class of an object; undefined if it is plain. An asset keeps its mark in `pulumi.output`, but not its class. */
function classNameOf(value: object): string | undefined {
  if ("__pulumiAsset" in value) return "Asset";
  if ("__pulumiArchive" in value) return "Archive";
  const prototype: object | null = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isPlain ? undefined : value.constructor.name;
}
