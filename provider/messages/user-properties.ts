/** One MQTT 5 user property. Keys may repeat and their order is kept. */
export type UserProperty = readonly [key: string, value: string];

/**
 * MQTT 5 user properties as a program writes them: a record, which is sent sorted by key or, if a key repeats or the order
 * matters, an array of one-key objects.
 *
 * @example { model: "m200" }
 * @example [{ step: "1" }, { step: "2" }]
 */
export type UserProperties = Readonly<Record<string, string>> | readonly Readonly<Record<string, string>>[];

/** A record has no order of its own, so it is sent sorted by key; an array is sent as it stands. */
export function toPairs(properties: UserProperties | undefined): UserProperty[] {
  if (properties === undefined) return [];
  if (isArray(properties)) return properties.flatMap((property) => Object.entries(property));
  return Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Pairs in the form of their declaration, so that a drifted value shows only real differences. */
export function fromPairs(
  pairs: readonly UserProperty[],
  like: UserProperties | undefined,
): UserProperties | undefined {
  if (pairs.length === 0) return undefined;
  const distinct = new Set(pairs.map(([key]) => key)).size === pairs.length;
  if (distinct && !(like !== undefined && isArray(like))) return Object.fromEntries(pairs);
  return pairs.map(([key, value]) => ({ [key]: value }));
}

/** The JSON array of one-key objects that the API takes, before its base64. */
export function toWire(pairs: readonly UserProperty[]): string | undefined {
  return pairs.length === 0 ? undefined : JSON.stringify(pairs.map(([key, value]) => ({ [key]: value })));
}

/**
 * The answer of the API, parsed. Values other than strings are kept as JSON text, since publishers outside of this
 * package may write anything.
 *
 * @throws SyntaxError if the text is no JSON array of objects
 */
export function fromWire(json: string): UserProperty[] {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value)) throw new SyntaxError("user properties are not an array");
  return value.flatMap((item: unknown) => {
    if (typeof item !== "object" || item === null) throw new SyntaxError("a user property is not an object");
    return Object.entries(item).map(([k, v]): UserProperty => [k, typeof v === "string" ? v : JSON.stringify(v)]);
  });
}

/** Bytes that count against the quota: all keys and values. */
export function bytesOf(pairs: readonly UserProperty[]): number {
  return pairs.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
}

function isArray(properties: UserProperties): properties is readonly Readonly<Record<string, string>>[] {
  return Array.isArray(properties);
}
