import fc from "fast-check";
import type { Course, Mishap } from "./fake-data-plane";

/** Runs of each property; more by hand, to look further: `RUNS=20000 npx jest set-model`. */
export const RUNS = Number(process.env["RUNS"] ?? 300);

const failing = ["before", "after", "refused", "foreign before", "foreign after"] as const;

/**
 * What goes wrong with the publishes and clears of a command, in order.
 *
 * @param others beside what can go wrong with every one
 */
export function mishapsWith(...others: Mishap[]): fc.Arbitrary<Mishap[]> {
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Mishap>("none") },
      { weight: 4, arbitrary: fc.constantFrom<Mishap>(...failing, ...others) },
      { weight: 1, arbitrary: fc.constantFrom<Mishap>("killed before", "killed after") },
    ),
    { maxLength: 6 },
  );
}

/** Which Gets of a command fail, in order. */
export const blind = fc.array(fc.constantFrom(false, false, false, true), { maxLength: 4 });

/** What happens to the calls of a command: some go wrong, and each takes its time. */
export function courseWith(...others: Mishap[]): fc.Arbitrary<Course> {
  return fc.record({ mishaps: mishapsWith(...others), blind, turns: fc.array(fc.nat(6), { maxLength: 12 }) });
}
