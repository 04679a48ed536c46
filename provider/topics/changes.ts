import { sameUserProperties, unreadable } from "../messages/message";
import { isUnknown } from "../pulumi/unknowns";
import type { DesiredMessage } from "./desired";
import { digestPayload } from "./payload";

/** Arguments of a message that a changed declaration changes on the wire. */
export const publishedParts = [
  "payload",
  "qos",
  "contentType",
  "messageExpiry",
  "payloadFormatIndicator",
  "responseTopic",
  "correlationData",
  "userProperties",
  "version",
] as const;

/** Those, and what changes only what refresh and delete do later. */
const allParts = [...publishedParts, "onExpiry", "marker"] as const;

/** An argument of a message that is compared. */
export type MessagePart = (typeof allParts)[number];

type Compared = Partial<Pick<DesiredMessage, MessagePart | "payloadBase64">>;

/** A message in state: its digest stands for a payload whose contents the engine has elided. */
export interface Before extends Compared {
  payloadSha256?: string | undefined;
}

/** The arguments in which a declaration differs from a message in state. An unknown one differs. */
export function changedParts(before: Before, now: Compared, among: readonly MessagePart[] = allParts): MessagePart[] {
  return among.filter((part) => differs(part, before, now));
}

/** Whether the properties that cannot be read back are declared as they were published. */
export function sameUnreadable(before: Before, now: Compared): boolean {
  return changedParts(before, now, unreadable).length === 0;
}

function differs(part: MessagePart, before: Before, now: Compared): boolean {
  if (part === "payload") return payloadDiffers(before, now);
  // Most parts of most messages are said by nobody.
  if (before[part] === now[part]) return false;
  switch (part) {
    case "userProperties":
      return isUnknown(now.userProperties) || !sameUserProperties(before.userProperties, now.userProperties);
    case "version":
      return isUnknown(now.version) || (before.version ?? false) !== (now.version ?? false);
    case "marker":
      return (before.marker ?? true) !== now.marker;
    default:
      return true;
  }
}

function payloadDiffers(before: Before, now: Compared): boolean {
  if (isUnknown(now.payload) || isUnknown(now.payloadBase64)) return true;
  // Most messages of most previews: two texts, which are compared more quickly than hashed.
  if (typeof before.payload === "string" && typeof now.payload === "string") return before.payload !== now.payload;
  return (before.payloadSha256 ?? digestPayload(before)) !== digestPayload(now);
}
