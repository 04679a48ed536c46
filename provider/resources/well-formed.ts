import * as pulumi from "@pulumi/pulumi";

/**
 * A value with U+FFFD for every lone surrogate in it: on its way to the engine such a text would fail with a stack
 * trace, before its fault is reported. Promises and assets are left as they are.
 */
export function wellFormed<T>(value: T): T {
  if (typeof value === "string") return value.toWellFormed() as T;
  if (pulumi.Output.isInstance<unknown>(value)) return value.apply(wellFormed) as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)])) as T;
}
