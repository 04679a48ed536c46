import { normalized } from "../messages/endpoint";
import { sameUserProperties } from "../messages/message";
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
  "region",
  "endpoint",
] as const;

type Compared = (typeof compared)[number];

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
export function replacements(changed: readonly Compared[], olds: Outputs, news: Inputs): Compared[] {
  return changed.filter((name) => moves(name, olds, news) && !isUnknown(news[name as "topic"]));
}

/** Whether a declaration puts the message into another place. */
function moves(name: Compared, olds: Outputs, news: Inputs): boolean {
  switch (name) {
    case "topic":
      return olds.topic !== news.topic;
    case "region":
      // An undeclared Region is the environment's business: it is compared where something is read or written.
      return news.region !== undefined && olds.region !== undefined && news.region !== olds.region;
    case "endpoint": {
      if (news.endpoint === undefined) return olds.endpoint !== undefined;
      const recorded = olds.dataEndpoint ?? olds.endpoint;
      return recorded !== undefined && normalized(news.endpoint) !== normalized(recorded);
    }
    default:
      return false;
  }
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
    case "region":
      // Declared now what the environment said before: from here on the state has to know that it is declared.
      return moves(name, olds, news) || (news.region !== undefined && olds.__state?.regionDeclared === false);
    case "endpoint":
      return moves(name, olds, news) || (news.endpoint !== undefined && isUndeclared(olds));
    case "marker":
      return (olds.marker ?? true) !== news.marker;
    default:
      return olds[name] !== news[name];
  }
}

/** Whether the endpoint in state was found in the environment or discovered; an import does not say. */
function isUndeclared({ __state, dataEndpoint, endpoint }: Outputs): boolean {
  return __state !== undefined && dataEndpoint !== undefined && endpoint === undefined;
}
