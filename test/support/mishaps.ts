import fc from "fast-check";
import type { Course, Mishap } from "./fake-data-plane";

/** Runs of each property; more by hand, to look further: `RUNS=20000 npx jest set-model`. */
export const RUNS = Number(process.env["RUNS"] ?? 300);

/** What goes wrong with the publishes and clears of a command, in order. */
export const mishaps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Mishap>("none") },
    { weight: 4, arbitrary: fc.constantFrom<Mishap>("before", "after", "refused") },
    { weight: 1, arbitrary: fc.constantFrom<Mishap>("killed before", "killed after") },
  ),
  { maxLength: 6 },
);

/** Which Gets of a command fail, in order. */
export const blind = fc.array(fc.constantFrom(false, false, false, true), { maxLength: 4 });

/** What happens to the calls of a command: some go wrong, and each takes its time. */
export const course: fc.Arbitrary<Course> = fc.record({
  mishaps,
  blind,
  turns: fc.array(fc.nat(6), { maxLength: 12 }),
});
