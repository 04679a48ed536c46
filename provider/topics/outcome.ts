import type { DesiredMessage } from "./desired";

/** What has become of a topic that was to be published or cleared. */
export type TopicOutcome =
  | PublishedOutcome
  /** Nobody knows whether the service has acted on the publish. `message` as below. */
  | { is: "unknown"; size: number; message?: DesiredMessage; wasFree?: boolean }
  /** Nothing was done. */
  | { is: "untouched" }
  /** It is not declared any more, and left to another resource that has not published yet. */
  | { is: "left" }
  /** It is not the resource's any more. */
  | { is: "gone"; isEmpty: boolean };

/** A topic has what is declared. */
export interface PublishedOutcome {
  is: "published";
  /** What was published, if `ignoreChanges` has replaced some arguments by their live values. */
  message?: DesiredMessage;
  /** Bytes of its payload, and their SHA-256 in hex: the file of an asset may change at any time. */
  size: number;
  payloadSha256: string;
  /** `lastModifiedTime` (ms), if somebody has looked. */
  storedTime?: number;
  /** False if it was published, and could not be seen. */
  isConfirmed: boolean;
  /** It was published where nothing was. */
  wasFree?: boolean;
}
