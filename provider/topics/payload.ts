import { readFileSync } from "node:fs";
import * as payload from "../messages/payload";

/**
 * The bytes of a declared payload. The file of an asset is read.
 *
 * @throws Error that says what is wrong with the declaration, without quoting it
 */
export function payloadBytes(declared: payload.DeclaredPayload, mayBeEmpty = false): Buffer {
  return payload.payloadBytes(declared, readFileSync, mayBeEmpty);
}

/** Digest of a declared payload, also of an asset whose contents the engine has elided. */
export function payloadDigest(declared: payload.DeclaredPayload): string | undefined {
  return payload.payloadDigest(declared, readFileSync);
}
