import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** SHA-256 in hex: the form in which Pulumi gives an asset's hash. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Canonical JSON text (RFC 8785): the same value gives the same bytes, whatever the order of its keys.
 *
 * @throws TypeError if the value has no JSON form
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`a ${typeof value} has no JSON form`);
  return text;
}
