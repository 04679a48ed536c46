import * as pulumi from "@pulumi/pulumi";

/**
 * A value with U+FFFD in place of every lone surrogate. A text with a lone surrogate would fail on its way to the engine,
 * with a stack trace, before its issue is reported. Promises and assets stay as they are.
 */
export function wellFormed<T>(value: T): T {
  if (typeof value === "string") return value.toWellFormed() as T;
  if (pulumi.Output.isInstance<unknown>(value)) return value.apply(wellFormed) as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)])) as T;
}
