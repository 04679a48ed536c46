import { canonicalJson } from "../messages/digest";
import { toPairs } from "../messages/user-properties";
import type { Inputs, Outputs } from "./declared-message";
import { payloadDigest } from "./payload";
import { normalized } from "./places";
import { digestInState } from "./state";
import { isUnknown } from "./unknowns";

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
  "region",
  "endpoint",
] as const;

type Compared = (typeof compared)[number];

/** Changes that move a message: the new one is published first, the old one cleared after. */
const places: ReadonlySet<Compared> = new Set(["topic", "region", "endpoint"]);

/** Properties that GetRetainedMessage does not return: whether they are live is known from the state only. */
const unreadable: readonly Compared[] = [
  "contentType",
  "messageExpiry",
  "payloadFormatIndicator",
  "responseTopic",
  "correlationData",
];

/** What a declaration changes of the message in state. */
export function changes(olds: Outputs, news: Inputs): Compared[] {
  return compared.filter((name) => differs(name, olds, news));
}

/** The changes that need a replacement; an unknown place never does, since it may turn out to be the same. */
export function replacements(changed: readonly Compared[], news: Inputs): Compared[] {
  return changed.filter((name) => places.has(name) && !isUnknown(news[name as "topic"]));
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
      if (isUnknown(news.userProperties)) return true;
      return canonicalJson(toPairs(olds.userProperties)) !== canonicalJson(toPairs(news.userProperties));
    case "region":
      // An undeclared Region is the environment's business: it is compared where something is read or written.
      return news.region !== undefined && olds.region !== undefined && news.region !== olds.region;
    case "endpoint": {
      if (news.endpoint === undefined) return olds.endpoint !== undefined;
      const recorded = olds.dataEndpoint ?? olds.endpoint;
      return recorded !== undefined && normalized(news.endpoint) !== normalized(recorded);
    }
    case "marker":
      return (olds.marker ?? true) !== news.marker;
    default:
      return olds[name] !== news[name];
  }
}
