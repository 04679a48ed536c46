import type { Place } from "../dataplane/data-plane";
import { defined } from "../messages/defined";
import { sha256 } from "../messages/digest";
import { type LiveMessage, sameUserProperties, unreadableDigest } from "../messages/message";
import { readMarker, withoutMarker } from "../messages/ownership";
import { type DeclaredPayload, declaredPayload } from "../messages/payload";
import { fromPairs } from "../messages/user-properties";
import type { Inputs, Outputs } from "./declared-message";
import { payloadDigest } from "./payload";
import type { PlaceInState } from "./place-difference";

/** State of a message that was published and read back. */
export function outputsOf(inputs: Inputs, place: Place, nonce: string, live: LiveMessage): Outputs {
  const __state = {
    nonce,
    regionDeclared: inputs.region !== undefined,
    publishedTime: live.lastModifiedTime,
    hasDigest: true as const,
  };
  return { ...inputs, ...place, ...facts(live), __state };
}

/** State of a message that was published, or may have been, but not seen. */
export function outputsOfUnseen(
  inputs: Inputs,
  place: Place,
  nonce: string,
  { certain, isUpdate }: { certain: boolean; isUpdate: boolean },
): Outputs {
  const __state = {
    nonce,
    regionDeclared: inputs.region !== undefined,
    hasDigest: true as const,
    ...(isUpdate ? { isAhead: true as const } : {}),
    ...(certain ? {} : { uncertain: true as const }),
  };
  return { ...inputs, ...place, __state };
}

/** The place of a resource in state, and what its declaration said of it. */
export function placeOf({ region, dataEndpoint, accountId, endpoint, __state }: PlaceInState) {
  const recorded: Place | undefined =
    region === undefined || dataEndpoint === undefined
      ? __state?.importedFrom
      : { region, dataEndpoint, ...defined({ accountId }) };
  return {
    recorded,
    declared: { region: __state?.regionDeclared ? region : undefined, endpoint },
  };
}

/** Digest of the payload in state. */
export function digestInState(props: DeclaredPayload & Pick<Outputs, "payloadSha256">): string | undefined {
  return props.payloadSha256 ?? payloadDigest(props);
}

/** Whether the live message is the one in state. */
export function isAsRecorded(live: LiveMessage, props: Outputs): boolean {
  return (
    sha256(live.payload) === digestInState(props) &&
    live.qos === props.qos &&
    sameUserProperties(fromPairs(withoutMarker(live.userProperties), props.userProperties), props.userProperties) &&
    markerStands(live, props)
  );
}

/** State and inputs after somebody else published: the live values under the names they were declared by. */
export function drifted(live: LiveMessage, place: Place, props: Outputs): { props: Outputs; inputs: object } {
  const { payload, payloadBase64, userProperties, ...rest } = props;
  const declaredAgain = {
    ...payloadAsDeclared(live, props, digestInState(props)),
    ...userPropertiesAsDeclared(live, props),
    qos: live.qos,
    marker: markerStands(live, props) && (props.marker ?? true),
  };
  const __state = props.__state ?? { regionDeclared: false };
  const state: Outputs = { ...rest, ...declaredAgain, ...place, ...facts(live), __state };
  const {
    dataEndpoint,
    accountId,
    payloadSha256,
    payloadSize,
    lastModifiedTime,
    region,
    __state: _,
    ...inputs
  } = state;
  return { props: state, inputs: __state.regionDeclared ? { ...inputs, region } : inputs };
}

/** What the broker tells of a message, as outputs. */
export function facts(live: LiveMessage) {
  return {
    payloadSha256: sha256(live.payload),
    payloadSize: live.payload.length,
    lastModifiedTime: live.lastModifiedTime,
  };
}

/** A live payload under the name it was declared by; bytes that are no text can only be base64. */
export function payloadAsDeclared(live: LiveMessage, declared: DeclaredPayload, digest?: string): DeclaredPayload {
  const { payload, payloadBase64 } = declared;
  if (sha256(live.payload) === digest) return defined({ payload, payloadBase64 });
  if (payloadBase64 !== undefined) return { payloadBase64: Buffer.from(live.payload).toString("base64") };
  return declaredPayload(live.payload);
}

export function userPropertiesAsDeclared(live: LiveMessage, declared: Partial<Pick<Inputs, "userProperties">>) {
  const userProperties = fromPairs(withoutMarker(live.userProperties), declared.userProperties);
  return userProperties === undefined ? {} : { userProperties };
}

/** Whether a live message without a marker is the one that was published, or imported. */
export function isUntouched(live: LiveMessage | undefined, props: Outputs): boolean {
  if (live === undefined) return false;
  const { publishedTime, uncertain } = props.__state ?? {};
  if (publishedTime === undefined && !uncertain) return sha256(live.payload) === digestInState(props);
  return live.lastModifiedTime === publishedTime;
}

/** Whether the live message carries the marker that the state says, or none where it says none. */
function markerStands(live: LiveMessage, { marker = true, __state, ...declared }: Outputs): boolean {
  const found = readMarker(live.userProperties);
  if (!marker) return found === undefined;
  if (found === undefined || (__state?.nonce !== undefined && found.nonce !== __state.nonce)) return false;
  // Versions before 0.3 did not write the digest of what cannot be read back, and an import does not say.
  return !__state?.hasDigest || found.unreadable === unreadableDigest(declared);
}
