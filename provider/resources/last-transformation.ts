import type * as pulumi from "@pulumi/pulumi";
import type { PropertyBag } from "../pulumi/property-bag";

/** Makes of the arguments what the engine takes. */
type Prepare = (args: PropertyBag, opts: pulumi.CustomResourceOptions) => pulumi.ResourceTransformationResult;

/** Transformations that run after all others of their resource. */
const last = new WeakSet<pulumi.ResourceTransformation>();

/**
 * Options with a last transformation, which makes of the arguments what the engine takes. So it sees what the
 * transformations of the program have made of them, and of the options.
 */
export function prepareLast(opts: pulumi.CustomResourceOptions, prepare: Prepare): pulumi.CustomResourceOptions {
  let isPrepared = false;
  const transformation: pulumi.ResourceTransformation = ({ props, opts }) => {
    // Children of the resource inherit its transformations.
    if (isPrepared) return undefined;
    isPrepared = true;
    return prepare(props, opts as pulumi.CustomResourceOptions);
  };
  last.add(transformation);
  return { ...opts, transformations: [...(opts.transformations ?? []), transformation] };
}

/** The list in which the SDK keeps the transformations of a resource, in the order in which it runs them. */
const LIST = "__transformations";

/**
 * Runs the last transformations of a class of resources after those of the parent and of the stack. The SDK runs the
 * transformations in the options first. If it should keep its list elsewhere one day, it still runs them.
 */
export function withLastTransformations(resourceClass: { prototype: object }): void {
  Object.defineProperty(resourceClass.prototype, LIST, {
    configurable: true,
    set(this: object, given: pulumi.ResourceTransformation[]) {
      const value = [...given.filter((each) => !last.has(each)), ...given.filter((each) => last.has(each))];
      Object.defineProperty(this, LIST, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}
