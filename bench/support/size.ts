/** A part of every count, with which the bench itself is tried in seconds; the aims are for 1. */
export const SCALE = Number(process.env["BENCH_SCALE"] ?? "1");

/** How often every measurement is made. */
export const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? "3");

/** Whether the figures count. */
export const isTrial = SCALE !== 1 || ROUNDS < 3;

/** A number of messages, at the scale of this run. */
export function scaled(count: number): number {
  return Math.max(1, Math.round(count * SCALE));
}
