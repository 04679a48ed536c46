import type { Place } from "../../dataplane/data-plane";
import { LOCAL_REGION } from "../../dataplane/places";
import { declarationDigest, encodeBookkeeping, type StoredRecord } from "../../engine/bookkeeping";
import { isMarked, type Marker, readMarker } from "../../messages/marker";
import { DEFAULT_QOS, type LiveMessage } from "../../messages/message";
import { type MessageArguments, shortest } from "../../messages/message-value";
import { declaredPayload } from "../../messages/payload";
import { reasonAgainstText } from "../../messages/reserved";
import { declaredProperties } from "../../messages/version";
import { withoutHidden } from "../../pulumi/hidden-inputs";
import { nativeToken, providerText, typeOf } from "../../pulumi/provider-text";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../pulumi/signatures";
import { isSentinel } from "../../pulumi/unknowns";
import { issueText } from "../../validation/issue";
import { issuesInMessage } from "../../validation/message-issues";
import { issuesInSet } from "../../validation/set-issues";

/** A live message that a stack may import. */
export interface Candidate {
  live: LiveMessage;
  /** Whether it has a property `managed-by`, be it a marker of this package or not. */
  isMarked: boolean;
  marker: Marker | undefined;
}

export function candidateOf(live: LiveMessage): Candidate {
  return { live, isMarked: isMarked(live.userProperties), marker: readMarker(live.userProperties) };
}

/** Why no program can declare a message; undefined if one can. Others may publish what this package does not allow. */
export function issueWith({ live }: Candidate, isInSet: boolean): string | undefined {
  const { topic } = live;
  // Every value that is found is known, whatever it looks like.
  if (isSentinel(topic)) return `${topic}: ${issueText({ path: "topic", reason: reasonAgainstText("topic") })}`;
  const message = argumentsFor(live);
  const read = () => Buffer.alloc(0);
  const [issue] = isInSet
    ? issuesInSet({ messages: { [topic]: message } }, read)
    : issuesInMessage({ topic, ...message }, read);
  return issue && `${topic}: ${issueText(issue)}`;
}

/** One resource in the file that `pulumi import --file` takes. */
export interface ImportedResource {
  type: string;
  name: string;
  id: string;
  inputs: object;
  outputs: object;
}

/** Each message as a RetainedMessage. */
export function asMessages(candidates: readonly Candidate[], place: Place): ImportedResource[] {
  const timesUsed = new Map<string, number>();
  for (const { marker } of candidates) if (marker) timesUsed.set(marker.name, (timesUsed.get(marker.name) ?? 0) + 1);
  return candidates.map(({ live, marker }) => {
    const { topic } = live;
    const inputs = { topic, qos: DEFAULT_QOS, ...argumentsFor(live), ...commonInputs("RetainedMessage", marker) };
    // The resource keeps the name in the marker if no other candidate has the same one.
    const name = marker !== undefined && timesUsed.get(marker.name) === 1 ? marker.name : nameFor(topic);
    const outputs = { ...inputs, ...timeOf(live, marker), __state: stateOf(marker, place) };
    return { type: typeOf("RetainedMessage"), name, id: topic, inputs, outputs };
  });
}

/** All messages as one RetainedMessageSet. */
export function asSet(name: string, candidates: readonly Candidate[], place: Place): ImportedResource {
  const records = new Map(candidates.map(({ live }) => [live.topic, recordOf(live)]));
  const messages = Object.fromEntries([...records].map(([topic, { value }]) => [topic, value]));
  const marker = candidates[0]?.marker;
  const shared = commonInputs("RetainedMessageSet", marker);
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

/** The same resource for a stack of the native provider, whose inputs have nothing hidden. */
export function asNative({ type, inputs, ...rest }: ImportedResource): ImportedResource {
  return { type: nativeToken(type.replace(/^.*:/, "")), inputs: withoutHidden(inputs), ...rest };
}

/** The arguments with which a program declares a live message, without `qos` if it is the default. */
function argumentsFor(live: LiveMessage): MessageArguments {
  return {
    ...declaredPayload(live.payload),
    ...(live.qos === DEFAULT_QOS ? {} : { qos: live.qos }),
    ...declaredProperties(live),
  };
}

/** A name for a resource, made from its topic. Each level is percent-encoded, so that a URN can contain it. */
function nameFor(topic: string): string {
  return topic.split("/").map(encodeURIComponent).join("/");
}

function recordOf(live: LiveMessage): StoredRecord {
  return { value: shortest(argumentsFor(live)), size: live.payload.length, time: live.lastModifiedTime };
}

function commonInputs(kind: string, marker: Marker | undefined) {
  return {
    marker: marker !== undefined,
    ...(marker === undefined ? {} : { __owner: marker.owner }),
    __provider: providerText(kind),
  };
}

/** The time of a message without a marker: a delete leaves it if somebody has published it since. A marker proves more. */
function timeOf({ lastModifiedTime }: LiveMessage, marker: Marker | undefined) {
  return marker === undefined ? { lastModifiedTime } : {};
}

/**
 * The hidden state of an imported resource. The place is only in `importedFrom` and not an output, so that the next
 * preview shows no change whether or not the stack names its Region and endpoint; a delete still compares it. A local
 * endpoint without a named Region is left out, since its stack may name any.
 */
function stateOf(marker: Marker | undefined, place: Place) {
  return {
    ...(marker === undefined ? {} : { nonce: marker.nonce }),
    regionDeclared: true,
    ...(place.region === LOCAL_REGION ? {} : { importedFrom: place }),
  };
}

/** A secret in the form that the engine reads in such a file; it encrypts the value in the state. */
function secret(value: string) {
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, plaintext: JSON.stringify(value) };
}
