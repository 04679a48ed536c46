import type { ChangeLimit } from "../messages/change-limit";
import type { Defaults } from "../messages/message-value";
import type { Rollout } from "../messages/rollout";

/** Where messages go. */
interface PlaceArguments {
  region?: string;
  endpoint?: string;
}

/** The payload of a message. Its type is checked when its bytes are read, since it may be an asset. */
interface PayloadArguments {
  payload?: unknown;
  payloadBase64?: unknown;
}

/** The arguments of a RetainedMessage as check gets them. Each may be missing, since unknown ones are taken out before. */
export interface RetainedMessageArguments extends Defaults, PayloadArguments, PlaceArguments {
  topic?: string;
  overwrite?: boolean;
  marker?: boolean;
}

/** The arguments of a Publication, likewise. */
export interface PublicationArguments
  extends Omit<RetainedMessageArguments, "onExpiry" | "version" | "overwrite" | "marker"> {
  triggers?: readonly unknown[];
}

/** The arguments of one message of a set. */
export interface SetMessageArguments extends Defaults, PayloadArguments {
  marker?: boolean;
}

/** The arguments of a RetainedMessageSet, without its messages and defaults. */
export interface SetArguments extends PlaceArguments {
  exclusive?: readonly string[];
  applied?: string;
  overwrite?: boolean;
  marker?: boolean;
  verify?: boolean;
  allowEmpty?: boolean;
  rollout?: Rollout;
  maxClears?: ChangeLimit;
  maxChanges?: ChangeLimit;
}
