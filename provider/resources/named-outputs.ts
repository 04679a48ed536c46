import type * as pulumi from "@pulumi/pulumi";

/**
 * The outputs of a resource class beside those that every resource has.
 *
 * Pulumi resolves only outputs that the constructor names. An object that `satisfies NamedOutputs` names all of them: a
 * forgotten or a surplus name does not compile.
 */
export type NamedOutputs<R extends pulumi.CustomResource> = Record<OutputNames<R>, undefined>;

type OutputNames<R extends pulumi.CustomResource> = {
  [K in keyof R]: R[K] extends pulumi.OutputInstance<unknown> ? K : never;
}[Exclude<keyof R, keyof pulumi.CustomResource>];
