import type { Defaults, MessageValue } from "../messages/message-value";
import type { RecordedTopics } from "../topics/recorded";
import type { Bookkeeping } from "./bookkeeping";
import type { PlaceState } from "./place-in-state";
import type { LimitedInputs, RetainingInputs, SharedOutputs } from "./shared-state";

/** What a set declares beside its messages. */
interface SharedSetInputs extends RetainingInputs, LimitedInputs {
  defaults?: Defaults;
  /** Prefixes of topics under which nothing else may exist. */
  exclusive?: readonly string[];
  /** Template of the topics on which devices acknowledge the messages. */
  applied?: string;
  verify?: boolean;
  /** Whether there may be no messages. */
  allowEmpty?: boolean;
  /** The stable messages of the topics that have another one. The engine has them inside of `rollout`. */
  __stable?: string;
}

/** A RetainedMessageSet after check: what its author declared, completed from the stack's configuration. */
export interface SetInputs extends SharedSetInputs {
  messages: Record<string, MessageValue>;
}

/** A RetainedMessageSet in state. */
export interface SetState extends SharedSetInputs, SharedOutputs {
  /** Messages that are live. */
  count?: number;
  /** Bytes of all their payloads. */
  payloadBytes?: number;
  /** Grows with each deployment that publishes or clears. State of versions before 0.4 has none. */
  revision?: number;
  __state?: PlaceState & {
    /** Nonce of the markers. */
    nonce?: string;
  };
  /** What is known of every message: see bookkeeping.ts. */
  __bookkeeping?: string;
  /** A refresh has found drift, and the inputs have not kept what the messages should have been. */
  __drifted?: true;
}

/** What a set has recorded, also in the form in which it lies in the state. */
export interface RecordedSet extends RecordedTopics {
  stored: Bookkeeping;
}

/** A set before an update. */
export interface SetBefore {
  state: SetState;
  recorded: RecordedSet;
}
