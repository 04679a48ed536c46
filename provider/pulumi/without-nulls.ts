import type { PropertyBag } from "./property-bag";

/** The properties that have a value. A secret that resolves to undefined arrives as null. */
export function withoutNulls(properties: PropertyBag): PropertyBag {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
}
