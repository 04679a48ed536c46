/** A factor for all counts of messages. A small one tries the bench itself in seconds; the aims are for 1. */
export const SCALE = Number(process.env["BENCH_SCALE"] ?? "1");

/** The number of rounds of each measure. */
export const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? "3");

/** Whether this run only tries the bench, so that its figures do not count. */
export const isTrial = SCALE !== 1 || ROUNDS < 3;

/** A number of messages, at the scale of this run. */
export function scaled(count: number): number {
  return Math.max(1, Math.round(count * SCALE));
}
