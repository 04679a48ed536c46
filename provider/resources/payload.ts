import * as pulumi from "@pulumi/pulumi";
import { canonicalJson } from "../messages/digest";

/** A JSON value; it may hold unknown and secret values at any depth in an `Input`. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

type Asset = pulumi.asset.FileAsset | pulumi.asset.StringAsset;

/** What a payload may be: text as it stands, a JSON value, or an asset. */
export type Payload = JsonValue | Asset;

/**
 * The payload as an input of the engine: JSON becomes canonical text here, in the program, because only here is it
 * known which leaves are secret or unknown. A value without a JSON form becomes a fault that `check` reports.
 */
export function payloadInputs(payload: pulumi.Input<Payload> | undefined): { payload?: unknown; __faults?: unknown } {
  if (payload === undefined || typeof payload === "string" || pulumi.asset.Asset.isInstance(payload))
    return { payload };
  // Before `output` takes it apart by its keys.
  if (ArrayBuffer.isView(payload)) return { __faults: [BYTES] };
  const encoded = pulumi.output(payload).apply(encode);
  return { payload: encoded.apply(({ value }) => value), __faults: encoded.apply(({ fault }) => fault) };
}

const BYTES = "expected text, a JSON value or an asset, got bytes: use `payloadBase64`, or a FileAsset";

function encode(payload: unknown): { value?: unknown; fault?: string[] } {
  if (typeof payload === "string" || pulumi.asset.Asset.isInstance(payload)) return { value: payload };
  if (ArrayBuffer.isView(payload)) return { fault: [BYTES] };
  if (payload === undefined || payload === null)
    return { fault: ["expected a payload, got null: an empty one clears the topic"] };
  try {
    return { value: canonicalJson(payload) };
  } catch (error) {
    return { fault: [`has no JSON form (${(error as Error).message})`] };
  }
}
