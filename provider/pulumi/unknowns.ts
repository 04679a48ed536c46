/** Stands for an unknown text. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Values the engine does not know yet in a preview arrive as one of these strings, one for each kind of value.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
const sentinels = new Set([
  UNKNOWN_TEXT,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

const SENTINEL_LENGTH = 36;

/** Whether a text stands for an unknown value wherever Pulumi meets it, so that nobody can send it as a text. */
export function isSentinel(text: string): boolean {
  // By length first: to look a long text up, all of it has to be hashed.
  return text.length === SENTINEL_LENGTH && sentinels.has(text);
}

/**
 * Whether a value that comes from the engine, or goes to it, is unknown, or holds an unknown one at any depth. A live
 * message is never unknown: what it has is asked {@link isSentinel}.
 */
export function isUnknown(value: unknown): boolean {
  if (typeof value === "string") return isSentinel(value);
  if (Array.isArray(value)) return value.some(isUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}
