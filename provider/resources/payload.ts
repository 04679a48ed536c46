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
  // Before `output` takes it apart by its keys.
  if (ArrayBuffer.isView(payload)) return { __faults: [BYTES] };
  const encoded = pulumi.output(payload).apply(encode);
  return { payload: encoded.apply(({ value }) => value), __faults: encoded.apply(({ faults }) => faults) };
}

const BYTES = "expected text, a JSON value or an asset, got bytes: use `payloadBase64`, or a FileAsset";

function encode(payload: unknown): { value?: unknown; faults: string[] } {
  if (typeof payload === "string" || pulumi.asset.Asset.isInstance(payload)) return { value: payload, faults: [] };
  if (ArrayBuffer.isView(payload)) return { faults: [BYTES] };
  if (payload === undefined || payload === null)
    return { faults: ["expected a payload, got null: an empty one clears the topic"] };
  try {
    return { value: canonicalJson(payload), faults: [] };
  } catch (error) {
    return { faults: [`has no JSON form (${(error as Error).message})`] };
  }
}
