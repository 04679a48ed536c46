import * as pulumi from "@pulumi/pulumi";
import { canonicalJson } from "../messages/digest";
import { readAssetFile } from "../validation/asset-file";
import type { Issue } from "../validation/issue";
import { reasonsAgainstAsset } from "./asset-issues";
import { issuesInJson, keysToBeLost, payloadIssue } from "./json-issues";
import { isSettled } from "./outputs";

/**
 * A payload, 1 to 131,072 bytes as published:
 *
 * - text is published as it stands
 * - a JSON value, which may contain outputs at any depth, is published as canonical JSON (RFC 8785)
 * - a `FileAsset` or `StringAsset` is published byte for byte
 *
 * Objects of other classes, such as `Date`, `Map`, `Buffer` and archives, do not compile. Preview refuses them too, also those
 * inside of a JSON value. An output may be of a type that includes undefined; preview refuses undefined itself.
 *
 * @example { intervalSeconds: 60, units: "metric" }
 */
export type Payload =
  | PayloadValue
  | Promise<PayloadValue | undefined>
  | pulumi.OutputInstance<PayloadValue | undefined>;

/** A payload that is no output: text, a JSON value or an asset; see {@link Payload}. */
export type PayloadValue = string | number | boolean | JsonObject | pulumi.asset.FileAsset | pulumi.asset.StringAsset;

/**
 * An object or an array of JSON, also one that an interface describes. Its values may be outputs.
 *
 * The members that are named here tell other objects from it. If an error names one of them, make JSON, a text or base64 of
 * the object first: `date.toISOString()`, `Object.fromEntries(map)`, `[...set]`, `payloadBase64: buffer.toString("base64")`.
 */
export interface JsonObject {
  /** The values by their keys. */
  // biome-ignore lint/suspicious/noExplicitAny: an interface has no index signature, and is taken only for one of `any`
  readonly [key: string]: any;
  /** A `Date` has it. */
  readonly [Symbol.toPrimitive]?: never;
  /** A `Map`, a `Set`, a promise and a `Buffer` have it. */
  readonly [Symbol.toStringTag]?: never;
  /** A function and a class have it. */
  readonly [Symbol.hasInstance]?: never;
  /** An output has a method of this name. A value of JSON may have this key. */
  readonly apply?: JsonMember;
  /** A resource has a method of this name. A value of JSON may have this key. */
  readonly getProvider?: JsonMember;
  /** An archive has a promise of this name. A value of JSON may have this key. */
  readonly assets?: JsonMember;
  /** A remote asset has a promise of this name. A value of JSON may have this key. */
  readonly uri?: JsonMember;
}

/** A value in a {@link JsonObject} that is neither a function nor a promise. */
export type JsonMember = string | number | boolean | null | JsonObject | pulumi.OutputInstance<unknown>;

/** One payload: either `payload` or `payloadBase64`, and not both. */
export type OnePayload = WithPayload | WithPayloadBase64;

/** A payload as text, JSON or an asset. */
export interface WithPayload {
  /**
   * What devices receive, 1 to 131,072 bytes: text as it stands, a JSON value, a `FileAsset` or a `StringAsset`.
   *
   * A JSON value may contain outputs at any depth. It is published as canonical JSON (RFC 8785), so that the order of its
   * keys never matters. Either `payload` or `payloadBase64` is needed.
   *
   * @example { intervalSeconds: 60, units: "metric" }
   * @example new pulumi.asset.FileAsset("defaults.cbor")
   */
  payload: Payload;
  /** Must not be given beside `payload`. */
  payloadBase64?: undefined;
}

/** A payload as base64. */
export interface WithPayloadBase64 {
  /** Must not be given beside `payloadBase64`. */
  payload?: undefined;
  /**
   * The payload as base64, 1 to 131,072 bytes decoded, for bytes that are no text. It takes the place of `payload`.
   *
   * @example Buffer.from([0xa1, 0x01]).toString("base64")
   */
  payloadBase64: pulumi.Input<string>;
}

/** A payload as inputs of the engine, and what is wrong with it. */
interface PayloadInputs {
  payload?: unknown;
  /** Left out if there are none; an output if the payload contains one. */
  issues?: unknown;
}

/**
 * Turns JSON into canonical text, in the program, since only the program knows which parts of it are secret or unknown. A
 * value without a JSON form becomes an issue, which check reports.
 */
export function payloadInputs(payload: Payload | undefined): PayloadInputs {
  if (payload === undefined || typeof payload === "string") return { payload };
  if (isSettled(payload)) {
    // Encoded at once, not as an output: a set of thousands of messages would wait for each.
    const { value, issues } = encodedOr(
      () => encodeSettled(payload),
      (failed) => failed,
    );
    return { payload: value, ...(issues.length > 0 ? { issues } : {}) };
  }
  const encoded = encodedOr(
    () => encodeOutput(payload),
    (failed) => pulumi.output(failed) as pulumi.Output<Encoded>,
  );
  return { payload: encoded.apply(({ value }) => value), issues: encoded.apply(({ issues }) => issues) };
}

/** A payload as text or an asset, or what is wrong with it. */
interface Encoded {
  value?: unknown;
  issues: Issue[];
}

function encodeOutput(payload: unknown): pulumi.Output<Encoded> {
  if (pulumi.Output.isInstance<unknown>(payload)) return payload.apply(encodeOutput);
  // Before `output` takes objects apart by their keys, which would make `{}` of a Date or a Map.
  const issues = pulumi.asset.Asset.isInstance(payload) ? [] : [...issuesInJson(payload), ...keysToBeLost(payload)];
  if (issues.length > 0) return pulumi.output({ issues });
  return (pulumi.output(payload) as pulumi.Output<unknown>).apply((value) =>
    encodedOr(
      () => encodeResolved(value),
      (failed) => failed,
    ),
  );
}

function encodeSettled(payload: unknown): Encoded {
  // A plain object that looks like an asset was never made as one: it may be JSON that somebody else has written.
  const isAsset = pulumi.asset.Asset.isInstance(payload) && Object.getPrototypeOf(payload) !== Object.prototype;
  const issues = isAsset ? [] : issuesInJson(payload);
  return issues.length > 0 ? { issues } : encodeResolved(payload);
}

/** A circular value, or one nested some thousand levels deep, overflows the stack of whoever walks it. */
function encodedOr<T>(walk: () => T, otherwise: (failed: Encoded) => T): T {
  try {
    return walk();
  } catch {
    return otherwise({ issues: [payloadIssue("has no JSON form (it is circular, or nested too deep)")] });
  }
}

function encodeResolved(payload: unknown): Encoded {
  if (typeof payload === "string") return { value: payload, issues: [] };
  if (pulumi.asset.Asset.isInstance(payload)) return encodeAsset(payload);
  if (payload === undefined || payload === null) {
    return { issues: [payloadIssue("expected a payload, got null: an empty one clears the topic")] };
  }
  // Once more: an asset inside of an output has come out as a plain object.
  const issues = issuesInJson(payload);
  if (issues.length > 0) return { issues };
  try {
    return { value: canonicalJson(payload), issues: [] };
  } catch (error) {
    return { issues: [payloadIssue(`has no JSON form (${(error as Error).message})`)] };
  }
}

/** An asset as it is, if it is good. The engine would fail on a bad one before it is checked. */
function encodeAsset(asset: pulumi.asset.Asset): Encoded {
  if ("uri" in asset) {
    return { issues: [payloadIssue("expected a FileAsset or a StringAsset, got another kind of asset")] };
  }
  const reasons = reasonsAgainstAsset(asset);
  if (reasons.length > 0) return { issues: reasons.map((reason) => payloadIssue(reason)) };
  try {
    if ("path" in asset) readAssetFile(String(asset.path));
    return { value: asset, issues: [] };
  } catch (error) {
    return { issues: [payloadIssue((error as Error).message)] };
  }
}
