import * as pulumi from "@pulumi/pulumi";
import { reasonAgainstKey, reasonAgainstText } from "../messages/reserved";
import { LONE_SURROGATE } from "../messages/surrogates";
import { isReservedKey } from "../pulumi/signatures";
import { isSentinel } from "../pulumi/unknowns";
import type { Issue } from "../validation/issue";
import { reasonsAgainstAsset } from "./asset-issues";
import { applyTo, isOutput, isSettled } from "./outputs";

/** Where the arguments of a resource or of a message begin, and what was found in them. */
interface Place {
  /** What stands before the name of an argument, such as `defaults.`. */
  prefix: string;
  /** Filled at once, or as soon as the outputs resolve that hold what is wrong. */
  issues: Issue[];
}

/**
 * Arguments as they can be sent. The engine and the SDK take some texts and keys for something else: such a value is not
 * published, and others end the program without a word, or with a stack trace. Each becomes an issue with its path. Only here
 * can a text be told from an unknown value, since both are the same once they are sent.
 */
export function sendable<T>(args: T, place: Place): T {
  if (isOutput(args)) return whenResolved(args, (resolved) => sendable(resolved, place)) as T;
  if (!isPlain(args)) return args;
  return withoutReserved(
    args,
    (name) => place.prefix + name,
    (value, path, name) => sendableValue(value, path, { ...place, argument: name }),
    { ...place, argument: "" },
  ) as T;
}

/** The value of one argument: see {@link sendable}. */
export function sendableArgument<T>(value: T, argument: string, place: Place): T {
  return sendableValue(value, place.prefix + argument, { ...place, argument });
}

interface PlaceInArgument extends Place {
  argument: string;
}

function sendableValue<T>(value: T, path: string, place: PlaceInArgument): T {
  if (typeof value === "string") {
    if (isSentinel(value)) place.issues.push({ path, reason: reasonAgainstText(place.argument) });
    return sendableText(value, path, place) as T;
  }
  if (isOutput(value)) return whenResolved(value, (resolved) => sendableValue(resolved, path, place)) as T;
  if (Array.isArray(value)) return value.map((item, i) => sendableValue(item, `${path}[${i}]`, place)) as T;
  if (pulumi.asset.Asset.isInstance(value)) return sendableAsset(value, path, place) as T;
  if (!isPlain(value)) return value;
  const inside = (key: string) => `${path}[${JSON.stringify(key)}]`;
  return withoutReserved(value, inside, (item, at) => sendableValue(item, at, place), place) as T;
}

function sendableAsset(asset: pulumi.asset.Asset, path: string, place: Place): unknown {
  // Its parts are promises, until it has been through an output.
  if (!isSettled(asset)) {
    return applyTo(asset, (resolved) => sendableAsset(resolved as pulumi.asset.Asset, path, place));
  }
  const reasons = reasonsAgainstAsset(asset);
  place.issues.push(...reasons.map((reason) => ({ path, reason })));
  return reasons.length > 0 ? undefined : asset;
}

function withoutReserved(
  value: object,
  pathOf: (key: string) => string,
  each: (item: unknown, path: string, key: string) => unknown,
  place: PlaceInArgument,
): object {
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    const path = pathOf(key);
    if (isReservedKey(key) || isSentinel(key)) {
      const reason = isSentinel(key) ? reasonAgainstText(place.argument) : reasonAgainstKey(place.argument);
      place.issues.push({ path, reason });
      // Inside of an argument another key takes its place, since its value may be the only one that is allowed.
      return place.argument === "" ? [] : [[`\ufffd${key}`, each(item, path, key)]];
    }
    return [[sendableText(key, path, place), each(item, path, key)]];
  });
  return sendableRecord(entries);
}

/** A text with U+FFFD in place of every lone surrogate, on which the way to the engine fails. */
function sendableText(text: string, path: string, { issues }: Place): string {
  if (text.isWellFormed()) return text;
  issues.push({ path, reason: LONE_SURROGATE });
  return text.toWellFormed();
}

/** An object of these entries that Pulumi can write into a text, as it does with the inputs of each resource. */
export function sendableRecord(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const record = Object.fromEntries(entries);
  if (Object.hasOwn(record, "toString")) Object.defineProperty(record, Symbol.toPrimitive, { value: () => "" });
  return record;
}

/** Unlike `pulumi.output`, this does not copy the value before it is looked at: a copy has lost the key `__proto__`. */
function whenResolved<T>(value: pulumi.Output<unknown>, make: (resolved: unknown) => T): pulumi.Output<T> {
  return pulumi.Output.isInstance(value) ? (value.apply(make) as pulumi.Output<T>) : applyTo(value, make);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
