import * as pulumi from "@pulumi/pulumi";

/**
 * Takes out the texts that have no UTF-8 form and says so in `__faults`: on its way to the engine such a text would
 * fail with a stack trace.
 */
export function wellFormed<T extends { __faults?: unknown }>(inputs: T): T {
  const broken = Object.keys(inputs).filter((name) => isBroken(inputs[name as keyof T]));
  if (broken.length === 0) return inputs;
  const faults = broken.map((path) => ({ path, reason: "must not contain a lone surrogate: it has no UTF-8 form" }));
  return {
    ...inputs,
    ...Object.fromEntries(broken.map((name) => [name, undefined])),
    __faults: pulumi.output(inputs.__faults as pulumi.Input<object[]>).apply((others = []) => [...others, ...faults]),
  };
}

function isBroken(value: unknown): boolean {
  return typeof value === "string" && /\p{Surrogate}/u.test(value);
}
