import { sha256 } from "./digest";
import { withoutMarker } from "./marker";
import { fromPairs, type UserProperties, type UserProperty } from "./user-properties";

/** Key of the user property by which a message says which version it is. */
export const VERSION_KEY = "version";

/** Hex digits of a version. */
const DIGITS = 16;

/** Bytes of the user property. */
export const VERSION_BYTES = VERSION_KEY.length + DIGITS;

/** The version of a payload: the first 16 hex digits of its SHA-256. Devices name it when they acknowledge a message. */
export function versionOf(payload: Uint8Array): string {
  return sha256(payload).slice(0, DIGITS);
}

/** Whether a text has the form of a version. */
export function isVersion(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

/** The user property that carries the version of a payload. */
export function writeVersion(payload: Uint8Array): UserProperty {
  return [VERSION_KEY, versionOf(payload)];
}

/** Whether a message carries the version of its own payload, and no other. */
export function carriesVersion(message: { payload: Uint8Array; userProperties: readonly UserProperty[] }): boolean {
  const found = message.userProperties.filter(([key]) => key === VERSION_KEY);
  return found.length === 1 && found[0]?.[1] === versionOf(message.payload);
}

/** User properties without versions. */
export function withoutVersion(properties: readonly UserProperty[]): UserProperty[] {
  return properties.filter(([key]) => key !== VERSION_KEY);
}

/** How a program declares the user properties of a live message: without its marker, and its version as `version`. */
export function declaredProperties(live: { payload: Uint8Array; userProperties: readonly UserProperty[] }): {
  userProperties?: UserProperties;
  version?: true;
} {
  const isVersioned = carriesVersion(live);
  const pairs = withoutMarker(live.userProperties);
  const userProperties = fromPairs(isVersioned ? withoutVersion(pairs) : pairs, undefined);
  return { ...(userProperties && { userProperties }), ...(isVersioned && { version: true }) };
}
