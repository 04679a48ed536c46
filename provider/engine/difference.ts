import { sameUserProperties, unreadable } from "../messages/message";
import { isUnknown } from "../messages/unknowns";
import type { Inputs, Outputs } from "./declared-message";
import { payloadDigest } from "./payload";
import { digestInState } from "./state";

/** Properties of a message that a changed declaration changes on the wire, or in what refresh and delete do later. */
const compared = [
  "topic",
  "payload",
  "qos",
  "contentType",
  "messageExpiry",
  "onExpiry",
  "payloadFormatIndicator",
  "responseTopic",
  "correlationData",
  "userProperties",
  "marker",
] as const;

type Compared = (typeof compared)[number];

/** What a declaration changes of the message in state, wherever it is. */
export function changes(olds: Outputs, news: Inputs): Compared[] {
  return compared.filter((name) => differs(name, olds, news));
}

/** Whether the properties that cannot be read back are declared as they were published. */
export function sameUnreadable(olds: Outputs, news: Inputs): boolean {
  return !unreadable.some((name) => differs(name, olds, news));
}

function differs(name: Compared, olds: Outputs, news: Inputs): boolean {
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
