import type { Place } from "../dataplane/data-plane";
import { sha256, utf8 } from "../messages/digest";
import { type LiveMessage, sameUserProperties } from "../messages/message";
import { readMarker, withoutMarker } from "../messages/ownership";
import { fromPairs } from "../messages/user-properties";
import type { Inputs, Outputs } from "./declared-message";
import type { DeclaredPayload } from "./payload";

/** State of a message that was just published; `live` is undefined where it could not be read back. */
export function outputsOf(inputs: Inputs, place: Place, nonce: string, live: LiveMessage | undefined): Outputs {
  return {
    ...inputs,
    region: place.region,
    dataEndpoint: place.dataEndpoint,
    ...(live === undefined ? {} : facts(live)),
    __state: { nonce, regionDeclared: inputs.region !== undefined },
  } as Outputs;
}

/** The place of a message in state, and what its declaration said of it. */
export function placeOf({ region, dataEndpoint, endpoint, __state }: Outputs) {
  return {
    recorded: { region, dataEndpoint },
    declared: { region: __state?.regionDeclared ? region : undefined, endpoint },
  };
}

/** Whether the live message is the one in state. */
export function isAsRecorded(live: LiveMessage, props: Outputs): boolean {
  return (
    sha256(live.payload) === props.payloadSha256 &&
    live.qos === props.qos &&
    sameUserProperties(fromPairs(withoutMarker(live.userProperties), props.userProperties), props.userProperties) &&
    markerStands(live, props)
  );
}

/** State and inputs after somebody else published: the live values under the names they were declared by. */
export function drifted(live: LiveMessage, props: Outputs): { props: Outputs; inputs: object } {
  const { payload, payloadBase64, userProperties, ...rest } = props;
  const declaredAgain = {
    ...payloadAsDeclared(live, props),
    ...userPropertiesAsDeclared(live, props),
    qos: live.qos,
    marker: markerStands(live, props) ? props.marker : false,
  };
  const state = { ...rest, ...declaredAgain, ...facts(live) } as Outputs;
  const { dataEndpoint, payloadSha256, payloadSize, lastModifiedTime, region, __state, ...inputs } = state;
  return { props: state, inputs: __state?.regionDeclared ? { ...inputs, region } : inputs };
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
export function payloadAsDeclared(
  live: LiveMessage,
  declared: DeclaredPayload & { payloadSha256?: string },
): DeclaredPayload {
  const { payload, payloadBase64, payloadSha256 } = declared;
  if (sha256(live.payload) === payloadSha256)
    return payload === undefined ? { payloadBase64: payloadBase64 ?? "" } : { payload };
  const text = payloadBase64 === undefined ? utf8(live.payload) : undefined;
  return text === undefined ? { payloadBase64: Buffer.from(live.payload).toString("base64") } : { payload: text };
}

export function userPropertiesAsDeclared(live: LiveMessage, declared: Partial<Pick<Inputs, "userProperties">>) {
  const userProperties = fromPairs(withoutMarker(live.userProperties), declared.userProperties);
  return userProperties === undefined ? {} : { userProperties };
}

/** Whether the live message carries the marker that the state says, or none where it says none. */
function markerStands(live: LiveMessage, { marker, __state }: Outputs): boolean {
  const found = readMarker(live.userProperties);
  if (!marker) return found === undefined;
  return found !== undefined && (__state?.nonce === undefined || found.nonce === __state.nonce);
}
