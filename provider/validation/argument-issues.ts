import type { z } from "zod";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { noSuch } from "../text/no-such";
import type { Issue } from "./issue";

/**
 * What a schema finds wrong with arguments.
 *
 * @param names of the arguments that exist, one of which may have been meant by a name that does not
 * @param inside names of what is inside of an argument, by its name
 */
export function argumentIssues(
  schema: z.ZodType,
  known: PropertyBag,
  names: readonly string[],
  inside: Readonly<Record<string, readonly string[]>> = {},
): Issue[] {
  const result = schema.safeParse(known);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const [argument] = issue.path;
    return toIssues(issue, argument === undefined ? names : (inside[String(argument)] ?? []));
  });
}

/** The values that are not unknown, in whole or in part. */
export function knownValues(values: PropertyBag): PropertyBag {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isUnknown(value)));
}

/** Why some names are no arguments here. */
const reasons: Readonly<Record<string, string | undefined>> = {
  retain: "is given by the kind of the resource: leave it out",
  // The program takes it out, unless a transform adds it later.
  schema: "is checked in the program, so that `registerResourceTransform` and `transforms` cannot add it",
};

function toIssues(issue: z.core.$ZodIssue, names: readonly string[]): Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      reason: (Object.hasOwn(reasons, key) ? reasons[key] : undefined) ?? noSuch("argument", key, names),
    }));
  }
  return [{ path: pathText(issue.path), reason: issue.message }];
}

function pathText(path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path;
  return String(first) + rest.map((key) => (typeof key === "number" ? `[${key}]` : `["${String(key)}"]`)).join("");
}
