import type { PropertyBag } from "../pulumi/property-bag";

/** Whether a value is an object with properties by name: no array, and not null. */
export function isRecord(value: unknown): value is PropertyBag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
