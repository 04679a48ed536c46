import { sameUserProperties, unreadable } from "../messages/message";
import { isUnknown } from "../messages/unknowns";
import type { Inputs, Outputs } from "./declared-message";
import { payloadDigest } from "./payload";
import { digestInState } from "./state";

/** Properties of a message that a changed declaration changes on the wire. */
const published = [
  "topic",
  "payload",
  "qos",
  "contentType",
  "messageExpiry",
  "payloadFormatIndicator",
  "responseTopic",
  "correlationData",
  "userProperties",
] as const;

/** What besides changes what refresh and delete do later. */
const compared = [...published, "onExpiry", "marker"] as const;

type Compared = (typeof compared)[number];

/** What of a message is compared, in state and as declared. */
type InState = Partial<Pick<Outputs, Compared | "payloadBase64" | "payloadSha256">>;
type Declared = Partial<Pick<Inputs, Compared | "payloadBase64">>;

/** What a declaration changes of the message in state, wherever it is. */
export function changes(olds: Outputs, news: Inputs): Compared[] {
  return compared.filter((name) => differs(name, olds, news));
}

/** Whether a declaration puts another message on the wire than the one in state. */
export function publishesAnother(olds: InState, news: Declared): boolean {
  return published.some((name) => differs(name, olds, news));
}

/** Whether the properties that cannot be read back are declared as they were published. */
export function sameUnreadable(olds: Outputs, news: Inputs): boolean {
  return !unreadable.some((name) => differs(name, olds, news));
}

function differs(name: Compared, olds: InState, news: Declared): boolean {
  switch (name) {
    case "payload":
      return isUnknown([news.payload, news.payloadBase64]) || digestInState(olds) !== payloadDigest(news);
    case "userProperties":
      return isUnknown(news.userProperties) || !sameUserProperties(olds.userProperties, news.userProperties);
    case "marker":
      return (olds.marker ?? true) !== news.marker;
    default:
      return olds[name] !== news[name];
  }
}
