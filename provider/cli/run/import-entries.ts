import type { Place } from "../../dataplane/data-plane";
import { LOCAL_REGION } from "../../dataplane/places";
import { declarationDigest, encodeBookkeeping, type StoredRecord } from "../../engine/bookkeeping";
import { defined } from "../../messages/defined";
import { type Marker, readMarker, withoutMarker } from "../../messages/marker";
import type { LiveMessage } from "../../messages/message";
import { type MessageArguments, shortest } from "../../messages/message-value";
import { declaredPayload } from "../../messages/payload";
import { fromPairs } from "../../messages/user-properties";
import { providerText, typeOf } from "../../pulumi/provider-text";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../pulumi/signatures";

/** A live message that a stack is to take, and its marker, where it has one. */
export interface Candidate {
  live: LiveMessage;
  marker: Marker | undefined;
}

export function candidate(live: LiveMessage): Candidate {
  return { live, marker: readMarker(live.userProperties) };
}

/** One resource of the file that `pulumi import --file` takes. */
export interface ImportedResource {
  type: string;
  name: string;
  id: string;
  inputs: object;
  outputs: object;
}

/** The arguments of a program that declare a live message; its default of `qos` is not said. */
export function declarationOf(live: LiveMessage): MessageArguments {
  return {
    ...declaredPayload(live.payload),
    ...(live.qos === 1 ? {} : { qos: live.qos }),
    ...defined({ userProperties: fromPairs(withoutMarker(live.userProperties), undefined) }),
  };
}

/** Name of a resource that is made from its topic: each level is percent-encoded, so that a URN can hold it. */
function nameFor(topic: string): string {
  return topic.split("/").map(encodeURIComponent).join("/");
}

/** Each message as a RetainedMessage. */
export function asMessages(candidates: readonly Candidate[], place: Place): ImportedResource[] {
  const names = new Map<string, number>();
  for (const { marker } of candidates) if (marker) names.set(marker.name, (names.get(marker.name) ?? 0) + 1);
  return candidates.map(({ live, marker }) => {
    const { topic } = live;
    const inputs = { topic, qos: 1, ...declarationOf(live), ...common("RetainedMessage", marker) };
    // The name that it had, where that tells it from the others.
    const name = marker !== undefined && names.get(marker.name) === 1 ? marker.name : nameFor(topic);
    const outputs = { ...inputs, __state: stateOf(marker, place) };
    return { type: typeOf("RetainedMessage"), name, id: topic, inputs, outputs };
  });
}

/** All messages as one RetainedMessageSet. */
export function asSet(name: string, candidates: readonly Candidate[], place: Place): ImportedResource {
  const records = new Map(candidates.map(({ live }) => [live.topic, recordOf(live)]));
  const messages = Object.fromEntries([...records].map(([topic, { value }]) => [topic, value]));
  const marker = candidates[0]?.marker;
  const shared = common("RetainedMessageSet", marker);
  const declaration = declarationDigest({ messages, marker: shared.marker });
  const outputs = {
    ...shared,
    count: records.size,
    payloadBytes: [...records.values()].reduce((sum, { size }) => sum + size, 0),
    revision: 1,
    __state: stateOf(marker, place),
    __bookkeeping: secret(encodeBookkeeping({ messages: records, extras: new Map(), declaration })),
  };
  return { type: typeOf("RetainedMessageSet"), name, id: name, inputs: { ...shared, messages }, outputs };
}

function recordOf(live: LiveMessage): StoredRecord {
  return { value: shortest(declarationOf(live)), size: live.payload.length, time: live.lastModifiedTime };
}

function common(kind: string, marker: Marker | undefined) {
  return {
    marker: marker !== undefined,
    ...(marker === undefined ? {} : { __owner: marker.owner }),
    __provider: providerText(kind),
  };
}

/**
 * The place is no output: a Region and an endpoint that the stack names, and those that it finds, are then both no
 * change. But a delete compares it. A local endpoint whose Region nobody named may stand in any.
 */
function stateOf(marker: Marker | undefined, place: Place) {
  return {
    ...(marker === undefined ? {} : { nonce: marker.nonce }),
    regionDeclared: true,
    ...(place.region === LOCAL_REGION ? {} : { importedFrom: place }),
  };
}

/** As the engine reads a secret in such a file; in the state it is encrypted. */
function secret(value: string) {
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, plaintext: JSON.stringify(value) };
}
