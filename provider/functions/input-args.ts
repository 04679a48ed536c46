import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a function, each of which may be an output, or contain outputs. */
export type InputArgs<Args> = { [K in keyof Args]: pulumi.Input<WithInputs<NonNullable<Args[K]>>> };

/** A list or a record whose values may be outputs. A text, a number or a flag stays as it is. */
export type WithInputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };
