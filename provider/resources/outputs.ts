import * as pulumi from "@pulumi/pulumi";

/** Whether a value is an output or a promise. */
export function isOutput(value: unknown): value is pulumi.Output<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Whether an object is a promise, of any implementation. */
export function isPromise(value: object): boolean {
  return "then" in value && typeof value.then === "function";
}

/** Whether a value contains no output and no promise. A circular value counts as settled, since it has no end either way. */
export function isSettled(value: unknown): boolean {
  try {
    return containsNoOutput(value);
  } catch {
    return true;
  }
}

function containsNoOutput(value: unknown): boolean {
  if (pulumi.Output.isInstance(value)) return false;
  if (typeof value !== "object" || value === null) return true;
  return !isPromise(value) && Object.values(value).every(containsNoOutput);
}

/** Calls `make` with a value when all outputs and promises in it have resolved. */
export function applyTo<T>(value: unknown, make: (resolved: unknown) => T): pulumi.Output<T> {
  return (pulumi.output(value) as pulumi.Output<unknown>).apply(make) as pulumi.Output<T>;
}
