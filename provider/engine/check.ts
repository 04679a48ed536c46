import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { argumentNames, retainedMessageSchema } from "../messages/declaration";
import type { Inputs } from "./declared-message";
import { type DeclaredPayload, payloadBytes } from "./payload";
import type { Session } from "./session";
import { isUnknown } from "./unknowns";

/** One thing that is wrong with a declaration; `path` names the argument. */
export interface Fault {
  path: string;
  reason: string;
}

type Properties = Record<string, unknown>;

/** A secret that resolves to undefined arrives as null; both mean that nothing was declared. */
export function withoutNulls(news: Properties): Properties {
  return Object.fromEntries(Object.entries(news).filter(([, value]) => value !== null));
}

/** Everything that is wrong with the arguments of a RetainedMessage. Unknown values pass; nothing is quoted. */
export function faultsOf({ __faults, ...news }: Properties): Fault[] {
  const known = Object.fromEntries(Object.entries(news).filter(([, value]) => !isUnknown(value)));
  const result = retainedMessageSchema.safeParse(known);
  const faults = result.success ? [] : result.error.issues.flatMap(describe);
  // What the program found, before the engine saw it: it has taken out what is at fault.
  const found = Array.isArray(__faults) && !isUnknown(__faults) ? (__faults as Fault[]) : [];
  const isFound = (...names: string[]) => found.some(({ path }) => names.includes(path));
  if (news["topic"] === undefined && !isFound("topic")) faults.push({ path: "topic", reason: "expected a topic" });
  return [...faults, ...found, ...(isFound("payload", "payloadBase64") ? [] : payloadFaults(news))];
}

/**
 * Completes the arguments with the defaults and the stack's configuration: what is declared about the place and the
 * marker is then part of the inputs, so that a change of configuration is previewed like one of arguments.
 */
export function complete(olds: Properties, news: Properties, { settings }: Session): Inputs {
  const { __faults, ...declared } = news;
  // An unknown value does not say yet whether it is secret: until it does, it is as secret as it was.
  if (isUnknown(news) && olds["__secrets"] !== undefined) declared["__secrets"] = olds["__secrets"];
  return {
    qos: 1,
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    marker: settings.marker,
    ...declared,
  } as Inputs;
}

function payloadFaults({ payload, payloadBase64 }: Properties): Fault[] {
  if (isUnknown([payload, payloadBase64])) return [];
  try {
    payloadBytes({ payload, payloadBase64 } as DeclaredPayload);
    return [];
  } catch (error) {
    return [{ path: payloadBase64 === undefined ? "payload" : "payloadBase64", reason: (error as Error).message }];
  }
}

function describe(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: key,
      reason:
        key === "retain"
          ? "is always true here: leave it out"
          : `there is no such argument; the nearest is \`${nearest(key)}\``,
    }));
  }
  return [{ path: pathOf(issue.path), reason: issue.message }];
}

function pathOf(path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path;
  return String(first) + rest.map((key) => (typeof key === "number" ? `[${key}]` : `["${String(key)}"]`)).join("");
}

function nearest(name: string): string {
  const by = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase());
  return argumentNames.reduce((best, candidate) => (by(candidate) < by(best) ? candidate : best));
}
