import type { Place } from "../dataplane/data-plane";
import type { MessageRecord } from "../messages/bookkeeping";
import { defined } from "../messages/defined";
import { type LiveMessage, sameUserProperties } from "../messages/message";
import {
  argumentsOf,
  type Defaults,
  type MessageArguments,
  type MessageValue,
  shortest,
} from "../messages/message-value";
import type { Declared, Inputs, Outputs } from "./declared-message";
import type { PlaceState } from "./place-difference";
import { drifted } from "./state";

/** What a set declares beside its messages. */
interface DeclaredSet extends Declared {
  defaults?: Defaults;
  /** Prefixes of topics under which nothing else may exist. */
  exclusive?: readonly string[];
  verify?: boolean;
  /** Whether there may be no messages. */
  allowEmpty?: boolean;
}

/** A RetainedMessageSet after check: what its author declared, completed from the stack's configuration. */
export interface SetInputs extends DeclaredSet {
  messages: Record<string, MessageValue>;
}

/** A RetainedMessageSet in state. */
export interface SetOutputs extends DeclaredSet {
  dataEndpoint?: string;
  accountId?: string;
  /** Messages that are live. */
  count?: number;
  /** Bytes of all their payloads. */
  payloadBytes?: number;
  /** Grows with each deployment that publishes or clears. State of versions before 0.4 has none. */
  revision?: number;
  __state?: PlaceState & {
    /** Of the markers. */
    nonce?: string;
  };
  /** What is known of every message: see bookkeeping.ts. */
  __bookkeeping?: string;
}

/** One message of a set as a RetainedMessage declares it, without its place, which is the set's. */
export function messageOf(set: DeclaredSet, topic: string, value: MessageValue): Inputs {
  return {
    qos: 1,
    ...set.defaults,
    marker: set.marker,
    ...argumentsOf(value),
    ...defined({ overwrite: set.overwrite }),
    topic,
    __urn: set.__urn,
    __owner: set.__owner,
  };
}

/** One message of a set as a RetainedMessage has it in state, without its place. */
export function outputsOfRecord(set: SetOutputs, topic: string, record: MessageRecord): Outputs {
  const { value, size, time, doubt, found } = record;
  const nonce = set.__state?.nonce;
  return {
    ...messageOf(set, topic, value),
    payloadSize: size,
    ...defined({ lastModifiedTime: time }),
    __state: {
      regionDeclared: set.__state?.regionDeclared ?? false,
      ...defined({ nonce, publishedTime: found ? undefined : time }),
      hasDigest: true,
      // What a refresh has found is not what was published: without a marker, it is nobody's to clear.
      ...(doubt === "create" || found ? { uncertain: true as const } : {}),
    },
  };
}

/** A message of a set as it is live, in the form in which it was declared. */
export function liveValue(set: SetOutputs, topic: string, record: MessageRecord, live: LiveMessage, place: Place) {
  const before = outputsOfRecord(set, topic, record);
  const { payload, payloadBase64, qos, userProperties, marker } = drifted(live, place, before).props;
  const { payload: _, payloadBase64: __, ...declared } = argumentsOf(record.value);
  const value: MessageArguments = {
    ...declared,
    ...defined({ payload, payloadBase64 }),
    ...(qos === before.qos ? {} : { qos }),
    ...(sameUserProperties(userProperties, before.userProperties) ? {} : { userProperties: userProperties ?? {} }),
    ...(marker === before.marker ? {} : { marker }),
  };
  return shortest(value);
}
