import type { z } from "zod";
import { limits } from "../messages/limits";
import { MARKER_KEY } from "../messages/marker";
import { reasonAgainstKey, reasonAgainstText } from "../messages/reserved";
import { hasLoneSurrogate, LONE_SURROGATE } from "../messages/surrogates";
import { bytesOf, isInBase64, textInBase64, toPairs, type UserProperties } from "../messages/user-properties";
import { VERSION_BYTES, VERSION_KEY } from "../messages/version";
import type { PropertyBag } from "../pulumi/property-bag";
import { isReservedKey } from "../pulumi/signatures";
import { isSentinel } from "../pulumi/unknowns";
import { rule } from "./common-schemas";
import { isRecord } from "./is-record";

/** A refinement for user properties: their form first, and the rules of MQTT and AWS if the form is right. */
export function refineUserProperties(properties: unknown, context: z.RefinementCtx): void {
  const wrong = wrongValues(properties);
  for (const { path, message } of wrong) context.addIssue({ code: "custom", path, message });
  if (wrong.length === 0) rule(reasonsAgainst)(properties as UserProperties, context);
}

/** A value inside of user properties that has the wrong form. */
interface WrongValue {
  path: (string | number)[];
  message: string;
}

function wrongValues(properties: unknown): WrongValue[] {
  if (Array.isArray(properties)) {
    return properties.flatMap((item: unknown, i) =>
      wrongInItem(item).map(({ path, message }) => ({ path: [i, ...path], message })),
    );
  }
  if (isRecord(properties)) return wrongInRecord(properties);
  return [{ path: [], message: "expected a record of strings, or an array of records with one key each" }];
}

function wrongInItem(item: unknown): WrongValue[] {
  if (Array.isArray(item)) {
    const isPair = item.length === 2 && item.every((part) => typeof part === "string");
    if (!isPair) return [{ path: [], message: "expected a pair of strings: a key and its value" }];
    return item.some(isSentinel) ? [{ path: [], message: reasonAgainstText("userProperties") }] : [];
  }
  if (isRecord(item) && isInBase64(item)) {
    return Object.entries(item)
      .filter(([, base64]) => typeof base64 !== "string" || textInBase64(base64) === undefined)
      .map(([name]) => ({ path: [name], message: "expected the base64 of a text in UTF-8" }));
  }
  const isOne = isRecord(item) && Object.keys(item).length === 1;
  return isOne ? wrongInRecord(item) : [{ path: [], message: "expected an object of one key, or a pair" }];
}

function wrongInRecord(record: PropertyBag): WrongValue[] {
  return Object.entries(record).flatMap(([key, value]): WrongValue[] => {
    if (isReservedKey(key)) return [{ path: [key], message: reasonAgainstKey("userProperties") }];
    if ([key, value].some((text) => typeof text === "string" && isSentinel(text))) {
      return [{ path: [key], message: reasonAgainstText("userProperties") }];
    }
    return typeof value === "string" ? [] : [{ path: [key], message: "expected a string" }];
  });
}

/** What is wrong with user properties, if the message also carries its version. Those of a wrong form have other reasons. */
export function reasonsBesideVersion(properties: unknown): string[] {
  if (wrongValues(properties).length > 0) return [];
  const pairs = toPairs(properties as UserProperties);
  if (pairs.some(([key]) => key === VERSION_KEY)) {
    return [`the key \`${VERSION_KEY}\` is that of the argument \`version\`: choose another, or set that to false`];
  }
  const max = limits.userPropertiesBytes - limits.markerBytes;
  const bytes = bytesOf(pairs);
  if (bytes > max || bytes + VERSION_BYTES <= max) return [];
  return [`expected at most ${max - VERSION_BYTES} bytes of keys and values beside \`version\`, got ${bytes}`];
}

function reasonsAgainst(properties: UserProperties): string[] {
  const pairs = toPairs(properties);
  const max = limits.userPropertiesBytes - limits.markerBytes;
  const bytes = bytesOf(pairs);
  return [
    ...(pairs.some(([key]) => key === MARKER_KEY) ? [`the key \`${MARKER_KEY}\` is the marker's: choose another`] : []),
    ...(pairs.flat().some(hasLoneSurrogate) ? [LONE_SURROGATE] : []),
    ...(bytes > max
      ? [
          `expected at most ${max} bytes of keys and values (${limits.markerBytes} of AWS's 8 KB are the marker's), got ${bytes}`,
        ]
      : []),
  ];
}
