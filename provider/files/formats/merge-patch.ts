import { isRecord } from "../../validation/is-record";

/**
 * Lays a JSON Merge Patch over a value: `null` removes a key, records are merged, and everything else replaces what is there.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7396
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged = new Map(isRecord(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  // A key such as `__proto__` becomes a property like any other.
  return Object.fromEntries(merged);
}
