import * as pulumi from "@pulumi/pulumi";
import { canonicalJson } from "../messages/digest";

/** A JSON value that may hold outputs at any depth: unknown and secret leaves make all of it unknown and secret. */
export type JsonInput = pulumi.Input<string | number | boolean | null | JsonInputArray | JsonInputObject>;

export interface JsonInputArray extends ReadonlyArray<JsonInput> {}

export interface JsonInputObject {
  readonly [key: string]: JsonInput;
}

/** What a payload may be: text as it stands, a JSON value, or an asset. */
export type Payload = JsonInput | pulumi.Input<pulumi.asset.FileAsset | pulumi.asset.StringAsset>;

/**
 * The payload as an input of the engine: JSON becomes canonical text here, in the program, because only here is it
 * known which leaves are secret or unknown. A value without a JSON form becomes a fault that `check` reports.
 */
export function payloadInputs(payload: Payload | undefined): { payload?: unknown; __faults?: unknown } {
  if (payload === undefined || typeof payload === "string" || pulumi.asset.Asset.isInstance(payload))
    return { payload };
  const encoded = encode(payload);
  return { payload: encoded.apply(({ value }) => value), __faults: encoded.apply(({ faults }) => faults) };
}

/** A payload made text, or what is wrong with it. */
interface Encoded {
  value?: unknown;
  faults: string[];
}

function encode(payload: unknown): pulumi.Output<Encoded> {
  if (pulumi.Output.isInstance<unknown>(payload)) return payload.apply(encode);
  // `output` takes everything apart by its keys, and would make `{}` of a Date or a Map.
  const faults = strangers(payload, "");
  return faults.length > 0
    ? pulumi.output({ faults })
    : (pulumi.output(payload) as pulumi.Output<unknown>).apply(toText);
}

function toText(payload: unknown): Encoded {
  if (typeof payload === "string" || pulumi.asset.Asset.isInstance(payload)) return { value: payload, faults: [] };
  if (payload === undefined || payload === null) {
    return { faults: ["expected a payload, got null: an empty one clears the topic"] };
  }
  try {
    return { value: canonicalJson(payload), faults: [] };
  } catch (error) {
    return { faults: [`has no JSON form (${(error as Error).message})`] };
  }
}

/** Where in a payload there is an object that is neither plain nor an array; outputs are looked at when they resolve. */
function strangers(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null || pulumi.Output.isInstance(value) || isPromise(value)) return [];
  if (path === "" && pulumi.asset.Asset.isInstance(value)) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => strangers(item, `${path}[${i}]`));
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    const hint = ArrayBuffer.isView(value) ? ": for bytes use `payloadBase64`, or a FileAsset" : "";
    return [`expected text, a JSON value or an asset, got a ${value.constructor.name}${path && ` at ${path}`}${hint}`];
  }
  return Object.entries(value).flatMap(([key, item]) => strangers(item, path ? `${path}.${key}` : key));
}

function isPromise(value: object): boolean {
  return "then" in value && typeof value.then === "function";
}
