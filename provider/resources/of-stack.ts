import * as pulumi from "@pulumi/pulumi";

/**
 * What is kept for the stack that runs now, made at the first call; undefined outside of a stack. Several programs may run
 * in one process, each with its own stack.
 *
 * @param key by which all copies of this package in a program find it
 */
export function ofStack<T>(key: symbol, make: () => T): T | undefined {
  const stack = pulumi.runtime.getStackResource();
  if (stack === undefined) return undefined;
  const shared = globalThis as { [key: symbol]: WeakMap<pulumi.Resource, T> | undefined };
  shared[key] ??= new WeakMap();
  const byStack = shared[key];
  const found = byStack.get(stack) ?? make();
  byStack.set(stack, found);
  return found;
}
