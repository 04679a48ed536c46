import type { z } from "zod";
import { limits } from "../messages/limits";
import { MARKER_KEY } from "../messages/marker";
import { hasLoneSurrogate, LONE_SURROGATE } from "../messages/surrogates";
import { bytesOf, toPairs, type UserProperties } from "../messages/user-properties";
import { rule } from "./common-schemas";

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
    return properties.flatMap((property: unknown, i): WrongValue[] => {
      const isOne = typeof property === "object" && property !== null && Object.keys(property).length === 1;
      if (!isOne) return [{ path: [i], message: "expected an object of one key" }];
      return wrongValues(property).map(({ path, message }) => ({ path: [i, ...path], message }));
    });
  }
  if (typeof properties !== "object" || properties === null) {
    return [{ path: [], message: "expected a record of strings, or an array of records with one key each" }];
  }
  return Object.entries(properties)
    .filter(([, value]) => typeof value !== "string")
    .map(([key]) => ({ path: [key], message: "expected a string" }));
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
