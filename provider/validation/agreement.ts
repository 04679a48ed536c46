import type { z } from "zod";

/** Compiles for `true` only. */
export type Assert<T extends true> = T;

/** Whether the values that a schema lets through are those of a type: the same members, of the same types. */
export type Agrees<Schema extends z.ZodType, T> = Same<z.output<Schema>, T>;

/** Whether two types are the same, apart from `readonly` and from which members are optional. */
export type Same<A, B> = [Plain<A>] extends [Plain<B>] ? ([Plain<B>] extends [Plain<A>] ? true : false) : false;

type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [K in keyof T]-?: Plain<Exclude<T[K], undefined>> }
    : T;
