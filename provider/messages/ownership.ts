import type { UserProperty } from "./user-properties";

/** Key of the one user property by which a message says who manages it. */
export const MARKER_KEY = "managed-by";

/** Who published a message: `pulumi:<owner>/<name>#<nonce>` on the wire, for some with `.<unreadable>`. */
export interface Marker {
  /** By default `<organization>/<project>/<stack>`. */
  owner: string;
  /** Name of the resource. */
  name: string;
  /** Drawn at each create; it alone decides whether a message is ours. */
  nonce: string;
  /** Digest of the properties that cannot be read back, where there are some: a killed run may have changed them. */
  unreadable?: string | undefined;
}

/**
 * How a live message stands to a resource.
 *
 * | standing | live message                 | create  | update  | delete           |
 * |----------|------------------------------|---------|---------|------------------|
 * | free     | none                         | publish | publish | nothing to do    |
 * | ours     | marker with our nonce        | publish | publish | clear            |
 * | moved    | our owner, another nonce     | publish | publish | leave, say so    |
 * | foreign  | another owner                | refuse  | refuse  | leave, warn      |
 * | unmarked | no marker                    | refuse  | publish | clear            |
 *
 * `overwrite` turns refuse into publish. "moved" means that a rename, move or replacement has the topic now.
 */
export type Standing = "free" | "ours" | "moved" | "foreign" | "unmarked";

const table: Record<Standing, { create: "publish" | "refuse"; update: "publish" | "refuse"; delete: Clearing }> = {
  free: { create: "publish", update: "publish", delete: "done" },
  ours: { create: "publish", update: "publish", delete: "clear" },
  moved: { create: "publish", update: "publish", delete: "leave" },
  foreign: { create: "refuse", update: "refuse", delete: "leave" },
  unmarked: { create: "refuse", update: "publish", delete: "clear" },
};

/** What a delete does with the live message. */
export type Clearing = "done" | "clear" | "leave";

/** Row of the table for a live message; `live` is undefined where the topic is empty. */
export function standing(
  live: { userProperties: readonly UserProperty[] } | undefined,
  mine: { owner: string; nonce: string | undefined },
): Standing {
  if (live === undefined) return "free";
  const marker = readMarker(live.userProperties);
  if (marker === undefined) return isMarked(live.userProperties) ? "foreign" : "unmarked";
  if (marker.nonce === mine.nonce) return "ours";
  return marker.owner === mine.owner ? "moved" : "foreign";
}

/** Whether a create or update may publish over what is there. */
export function mayPublish(operation: "create" | "update", found: Standing, overwrite: boolean): boolean {
  return overwrite || table[found][operation] === "publish";
}

/** What a delete does with what is there. */
export function clearing(found: Standing): Clearing {
  return table[found].delete;
}

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

/** Name of a resource: the last part of its URN. */
export function nameInUrn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
