import type { MessageProperties } from "../messages/message";
import type { DeclaredPayload } from "../messages/payload";
import type { UserProperties } from "../messages/user-properties";
import { SECRET_TEXT } from "../pulumi/secret-text";
import type { PlaceState } from "./place-difference";

/** What every resource that publishes declares beside its messages. */
export interface Declared {
  overwrite?: boolean;
  marker: boolean;
  region?: string;
  endpoint?: string;
  __urn: string;
  __owner: string;
  /** Arguments that are secret; of a set also single messages, as `messages["a/b"]`. */
  __secrets?: readonly string[];
  /** Arguments, or messages of a set, that `ignoreChanges` leaves to whoever else publishes. */
  __ignored?: readonly string[];
}

/** A RetainedMessage after check: what its author declared, completed from the stack's configuration. */
export interface Inputs extends Declared, MessageProperties, DeclaredPayload {
  topic: string;
  userProperties?: UserProperties;
  onExpiry?: "expect" | "republish";
}

/**
 * A RetainedMessage in state: its inputs, and what is needed to read, update and delete it later. State that was
 * written for an import may lack all that is optional here.
 */
export interface Outputs extends Inputs {
  dataEndpoint?: string;
  /** AWS account, where STS could tell it. */
  accountId?: string;
  payloadSha256?: string;
  payloadSize?: number;
  lastModifiedTime?: number;
  __state?: PlaceState & {
    /** Of the marker. */
    nonce?: string;
    /** `lastModifiedTime` of what was published: unlike the output, refresh does not move it. */
    publishedTime?: number;
    /** Set where the marker was written with the digest of what cannot be read back, where there is such. */
    hasDigest?: true;
    /** Set where an update has failed after it may have published: the engine has kept the inputs of before. */
    isAhead?: true;
    /** Set where nobody knows whether the publish of the create was acted on: a message without our marker is not ours. */
    uncertain?: true;
  };
}

/** The topic as it may be shown. */
export function topicName({ topic, __secrets }: Pick<Inputs, "topic" | "__secrets">): string {
  return __secrets?.includes("topic") ? SECRET_TEXT : topic;
}

/** Id of the resource: its topic, unless that is secret, since an id is shown and stored as it stands. */
export function idOf(inputs: Inputs, nonce: string): string {
  return inputs.__secrets?.includes("topic") ? `retained-message-${nonce}` : inputs.topic;
}
