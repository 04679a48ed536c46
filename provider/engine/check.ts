import { argumentOf, type Fault } from "../messages/faults";
import { isUnknown } from "../messages/unknowns";
import type { Session } from "./session";

type Properties = Record<string, unknown>;

/**
 * Completes the arguments with the defaults and the stack's configuration: what is declared about the place and the
 * marker is then part of the inputs, so that a change of configuration is previewed like one of arguments.
 */
export function complete(olds: Properties, news: Properties, { settings }: Session): Properties {
  const declared = { ...news };
  // An unknown value does not say yet whether it is secret: until it does, it is as secret as it was.
  if (isUnknown(news) && olds["__secrets"] !== undefined) {
    declared["__secrets"] = [...new Set([...names(olds["__secrets"]), ...names(declared["__secrets"])])];
  }
  return {
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    marker: settings.marker,
    ...declared,
    ...(settings.owner === undefined ? {} : { __owner: settings.owner }),
  };
}

/** Inputs that can be compared in a preview that fails anyway: each argument at fault is as it was. */
export function withoutFaulty(olds: Properties, inputs: object, faults: readonly Fault[]): object {
  const faulty = new Set(faults.map(argumentOf));
  const good = Object.entries(inputs).filter(([name]) => !faulty.has(name));
  const before = Object.entries(olds).filter(([name]) => faulty.has(name));
  return Object.fromEntries([...good, ...before]);
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}
