import { canonicalJson } from "../messages/digest";
import { isAsset } from "../messages/payload";
import { SIGNATURE_KEY } from "../pulumi/signatures";
import { isUnknown, UNKNOWN_TEXT } from "../pulumi/unknowns";
import type { Issue } from "../validation/issue";

/**
 * A payload as handlers take it: a JSON value becomes canonical JSON (RFC 8785). A Node.js program makes that text itself; a
 * program in another language sends the value.
 *
 * @returns the payload, or what is wrong with it
 */
export function payloadAsText(payload: unknown): { payload: unknown } | { issue: Issue } {
  if (payload === undefined || typeof payload === "string" || isAsset(payload)) return { payload };
  // While a part of it is unknown, nobody knows the text.
  if (isUnknown(payload)) return { payload: UNKNOWN_TEXT };
  if (holdsEngineValue(payload)) {
    const reason =
      "expected text, a JSON value, a FileAsset or a StringAsset, got an archive, or an asset inside of a value";
    return { issue: { path: "payload", reason } };
  }
  try {
    return { payload: canonicalJson(payload) };
  } catch (error) {
    return { issue: { path: "payload", reason: `has no JSON form (${(error as Error).message})` } };
  }
}

/** Whether a value is, or holds, what the engine has an own type for: an asset, an archive, or a resource. */
function holdsEngineValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, SIGNATURE_KEY) || Object.values(value).some(holdsEngineValue);
}
