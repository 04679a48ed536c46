import { readFileSync } from "node:fs";
import * as payload from "../messages/payload";

/** @throws Error that says what is wrong with the declaration, without quoting it */
export function payloadBytes(declared: payload.DeclaredPayload): Buffer {
  return payload.payloadBytes(declared, readFileSync);
}

/** Digest of a declared payload, also where the engine has elided the contents of an asset. */
export function payloadDigest(declared: payload.DeclaredPayload): string | undefined {
  return payload.payloadDigest(declared, readFileSync);
}
