import { utf8 } from "../messages/utf8";
import { isVersion } from "../messages/version";

/** What a device has published to acknowledge a message. */
export type Acknowledgement =
  | { is: "applied"; version: string }
  | { is: "refused"; version: string; reason?: string }
  /** It does not follow the convention. The reason is ours. */
  | { is: "unreadable"; reason: string };

/** Bytes of the largest acknowledgement that is read. */
export const MAX_ACKNOWLEDGEMENT_BYTES = 4096;

/** Characters of a reason that are kept. */
const MAX_REASON = 256;

export const TOO_LARGE: Acknowledgement = unreadable(`has more than ${MAX_ACKNOWLEDGEMENT_BYTES} bytes`);

/** Reads an acknowledgement. Whatever a stranger has put there, it neither throws nor grows. */
export function readAcknowledgement(payload: Uint8Array): Acknowledgement {
  if (payload.length > MAX_ACKNOWLEDGEMENT_BYTES) return TOO_LARGE;
  const text = utf8(payload);
  const value = text === undefined ? undefined : parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return unreadable("is not a JSON object");
  const { applied, refused, reason } = value as Record<string, unknown>;
  if ((applied === undefined) === (refused === undefined)) {
    return unreadable("expected either `applied` or `refused`");
  }
  const version = applied ?? refused;
  if (typeof version !== "string" || !isVersion(version)) {
    return unreadable("names no version: 16 hex digits in lower case");
  }
  if (applied !== undefined) return { is: "applied", version };
  return typeof reason === "string"
    ? { is: "refused", version, reason: shortened(reason.toWellFormed()) }
    : { is: "refused", version };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shortened(reason: string): string {
  const characters = [...reason];
  return characters.length <= MAX_REASON ? reason : `${characters.slice(0, MAX_REASON).join("")}…`;
}

function unreadable(reason: string): Acknowledgement {
  return { is: "unreadable", reason };
}
