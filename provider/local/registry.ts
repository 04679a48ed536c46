import { z } from "zod";
import { inForm, parseJson } from "./json-text";

/** A thing in a registry. */
export interface RegisteredThing {
  /** Attributes of the thing, by their names. @default none */
  attributes?: Readonly<Record<string, string>>;
  /** Name of its thing type. @default none */
  thingTypeName?: string;
}

/** A thing group in a registry. */
export interface RegisteredGroup {
  /** Names of the things in the group itself, without those in nested groups. */
  things: readonly string[];
  /** Name of the group in which this one is nested. @default none */
  parent?: string;
}

/**
 * The things and thing groups of an account, by their names.
 *
 * @example
 * { things: { "pump-1": { attributes: { line: "1" } } }, groups: { pumps: { things: ["pump-1"] } } }
 */
export interface Registry {
  /** Things by their names: 1 to 128 letters, digits, `:`, `_` and `-`. */
  things: Readonly<Record<string, RegisteredThing>>;
  /** Thing groups by their names, in the same form. @default none */
  groups?: Readonly<Record<string, RegisteredGroup>>;
}

const name = z
  .string()
  .regex(/^[a-zA-Z0-9:_-]{1,128}$/, "expected a name of 1 to 128 letters, digits, `:`, `_` and `-`");
const schema = z.strictObject({
  things: z.record(
    name,
    z.strictObject({ attributes: z.record(z.string(), z.string()).optional(), thingTypeName: z.string().optional() }),
  ),
  groups: z.record(name, z.strictObject({ things: z.array(name), parent: name.optional() })).optional(),
});

/**
 * Reads a registry from JSON.
 *
 * @throws Error with one line that says what is wrong
 */
export function parseRegistry(text: string): Registry {
  const registry = inForm(parseJson(text), schema);
  const { things, groups = {} } = registry;
  const issues = Object.entries(groups).flatMap(([group, found]) => [
    ...found.things.filter((thing) => !Object.hasOwn(things, thing)).map((thing) => `${group}: no thing ${thing}`),
    ...(found.parent === undefined || Object.hasOwn(groups, found.parent)
      ? []
      : [`${group}: no group ${found.parent}`]),
  ]);
  if (issues.length > 0) throw new Error(issues.join("; "));
  return registry as Registry;
}

/**
 * The names of the things in a group, in order.
 *
 * @param recursive includes the things of nested groups
 */
export function thingsOf({ groups = {} }: Registry, group: string, recursive: boolean): string[] {
  const wanted = new Set([group]);
  // The loop also visits what it adds to the set. A set has each group once, so that a circle of parents ends.
  for (const parent of wanted) {
    for (const [child, found] of Object.entries(groups)) if (recursive && found.parent === parent) wanted.add(child);
  }
  return [...new Set([...wanted].flatMap((found) => groups[found]?.things ?? []))].sort();
}
