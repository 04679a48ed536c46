import type { UserProperty } from "./user-properties";

/** Key of the one user property by which a message says who manages it. */
export const MARKER_KEY = "managed-by";

/** Who published a message. On the wire: `pulumi:<owner>/<name>#<nonce>`, with `.<unreadable>` if there is such a digest. */
export interface Marker {
  /** By default `<organization>/<project>/<stack>`. */
  owner: string;
  /** Name of the resource. */
  name: string;
  /** Drawn at each create. It alone decides whether a message is ours. */
  nonce: string;
  /** Digest of the properties that cannot be read back, if there are any: a killed run may have changed them. */
  unreadable?: string | undefined;
}

/** The user property that carries a marker. */
export function writeMarker({ owner, name, nonce, unreadable }: Marker): UserProperty {
  const version = unreadable === undefined ? nonce : `${nonce}.${unreadable}`;
  return [MARKER_KEY, `pulumi:${owner}/${encodeURIComponent(name)}#${version}`];
}

/** The marker on a message, if it has one of this form. An owner may hold slashes; a name is percent-encoded. */
export function readMarker(properties: readonly UserProperty[]): Marker | undefined {
  const text = properties.find(([key]) => key === MARKER_KEY)?.[1];
  const match = text === undefined ? undefined : /^pulumi:(.*)\/([^/]*)#([^#.]*)(?:\.([^#]*))?$/s.exec(text);
  const [, owner, name, nonce, unreadable] = match ?? [];
  if (owner === undefined || name === undefined || nonce === undefined) return undefined;
  return { owner, name: decodeName(name), nonce, unreadable };
}

/** A stray `%` is kept as it stands: a marker that somebody else wrote must not fail a refresh. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

export function isMarked(properties: readonly UserProperty[]): boolean {
  return properties.some(([key]) => key === MARKER_KEY);
}

/** User properties without the marker: what the program declared. */
export function withoutMarker(properties: readonly UserProperty[]): UserProperty[] {
  return properties.filter(([key]) => key !== MARKER_KEY);
}
