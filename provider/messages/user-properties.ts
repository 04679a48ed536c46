import { isReservedKey } from "../pulumi/signatures";
import { isSentinel } from "../pulumi/unknowns";
import { decodeBase64 } from "./base64";
import { utf8 } from "./utf8";

/** One MQTT 5 user property: its key and its value. Keys may repeat and their order is kept. */
export type UserProperty = readonly [string, string];

/** A user property as base64 of its UTF-8, for texts that Pulumi would take for an unknown value. */
export interface UserPropertyInBase64 {
  /** Key, 0 bytes or more. */
  readonly keyBase64: string;
  /** Value, 0 bytes or more. */
  readonly valueBase64: string;
}

/**
 * One user property in an array: an object of one key, a pair, or base64. A pair may have the keys that no object can have
 * in Pulumi: `4dabf18193072939515e22adb298388d`, by which Pulumi marks its own values, and `__proto__`.
 *
 * @example { step: "1" }
 * @example ["step", "1"]
 */
export type UserPropertyItem = Readonly<Record<string, string>> | UserProperty | UserPropertyInBase64;

/**
 * MQTT 5 user properties as a program writes them: a record, which is sent sorted by key or, if a key repeats or the order
 * matters, an array.
 *
 * @example { model: "m200" }
 * @example [{ step: "1" }, { step: "2" }]
 */
export type UserProperties = Readonly<Record<string, string>> | readonly UserPropertyItem[];

/** A record has no order of its own, so it is sent sorted by key; an array is sent as it stands. */
export function toPairs(properties: UserProperties | undefined): UserProperty[] {
  if (properties === undefined) return [];
  if (isArray(properties)) return properties.flatMap(pairsIn);
  return Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * Pairs in the form of their declaration, so that a drifted value shows only real differences. Whatever they are, they come
 * in a form that is nothing else to Pulumi.
 */
export function fromPairs(
  pairs: readonly UserProperty[],
  like: UserProperties | undefined,
): UserProperties | undefined {
  if (pairs.length === 0) return undefined;
  const distinct = new Set(pairs.map(([key]) => key)).size === pairs.length;
  const isPlain = distinct && pairs.every((pair) => !isReservedKey(pair[0]) && !pair.some(isSentinel));
  const items = like !== undefined && isArray(like) ? like : undefined;
  if (isPlain && items === undefined) return Object.fromEntries(pairs);
  const arePairs = items?.every(isPair) ?? false;
  return pairs.map((pair) => itemOf(pair, arePairs));
}

/** Whether a value in an array of user properties is one in base64. */
export function isInBase64(item: object): item is UserPropertyInBase64 {
  return "keyBase64" in item && "valueBase64" in item && Object.keys(item).length === 2;
}

/** The text of base64; undefined if it is no base64, or no UTF-8. */
export function textInBase64(base64: string): string | undefined {
  const bytes = decodeBase64(base64);
  return bytes && utf8(bytes);
}

function itemOf(pair: UserProperty, isDeclaredAsPair: boolean): UserPropertyItem {
  const [key, value] = pair;
  if (pair.some(isSentinel)) return { keyBase64: inBase64(key), valueBase64: inBase64(value) };
  return isDeclaredAsPair || isReservedKey(key) ? pair : { [key]: value };
}

function pairsIn(item: UserPropertyItem): UserProperty[] {
  if (isPair(item)) return [item];
  if (!isInBase64(item)) return Object.entries(item);
  return [[textInBase64(item.keyBase64) ?? "", textInBase64(item.valueBase64) ?? ""]];
}

function isPair(item: UserPropertyItem): item is UserProperty {
  return Array.isArray(item);
}

function inBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
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

function isArray(properties: UserProperties): properties is readonly UserPropertyItem[] {
  return Array.isArray(properties);
}
