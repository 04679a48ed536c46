import { type DeclaredPayload, payloadBytes, payloadDigest } from "../messages/payload";
import { readAssetFile } from "../validation/asset-file";

/**
 * The bytes of a declared payload. The file of an asset is read.
 *
 * @throws Error that says what is wrong with the declaration, without quoting it
 */
export function readPayload(declared: DeclaredPayload, mayBeEmpty = false): Buffer {
  return payloadBytes(declared, readAssetFile, mayBeEmpty);
}

/** Digest of a declared payload, also of an asset whose contents the engine has elided. */
export function digestPayload(declared: DeclaredPayload): string | undefined {
  return payloadDigest(declared, readAssetFile);
}
