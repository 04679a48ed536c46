import fc from "fast-check";
import type { Host } from "../../support/host";

/** What is killed, and what is killed with. */
export const victims = ["CLI", "provider process", "endpoint"] as const;
export const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;
export const operations = ["create", "update", "destroy", "refresh"] as const;
const recoveries = ["same again", "revert", "destroy", "destroy and clear"] as const;

export type Operation = (typeof operations)[number];

/** What a seed decides. */
export interface KillPlan {
  host: Host["name"];
  victim: (typeof victims)[number];
  signal: (typeof signals)[number];
  operation: Operation;
  recovery: (typeof recoveries)[number];
  /** Which resources hold the topics. */
  shape: "set" | "messages" | "both";
  /** Topics before and after the operation, about. */
  size: number;
  /** After which part of the calls that the operation makes, in thousandths, the signal is sent. */
  moment: number;
  /** Calls in flight. */
  concurrency: number;
  /** Milliseconds that each call takes. */
  delay: number;
  /** Whether a killed endpoint comes back while the run still tries. */
  comesBack: boolean;
}

/** Every victim dies of every signal in every operation, once in each 36 seeds. */
const courses = victims.flatMap((victim) =>
  signals.flatMap((signal) => operations.map((operation) => ({ victim, signal, operation }))),
);

const details = fc.record({
  recovery: fc.constantFrom(...recoveries),
  shape: fc.constantFrom("set" as const, "set" as const, "messages" as const, "both" as const),
  size: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 20, max: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 20, max: 300 }) },
  ),
  moment: fc.nat(999),
  concurrency: fc.constantFrom(1, 4, 32),
  delay: fc.constantFrom(0, 5, 20),
  comesBack: fc.boolean(),
});

/** The plan of a seed. */
export function planOf(seed: number): KillPlan {
  const [decided] = fc.sample(details, { seed: scattered(seed), numRuns: 1, unbiased: true });
  const course = courses[seed % courses.length];
  if (decided === undefined || course === undefined) throw new RangeError(`no plan for the seed ${seed}`);
  // In the next 36 seeds, each course runs on the other host.
  const isNative = (seed + Math.floor(seed / courses.length)) % 2 === 1;
  return { host: isNative ? "native" : "dynamic", ...course, ...decided };
}

/** Seeds next to each other would begin alike. */
function scattered(seed: number): number {
  return Math.imul(seed + 1, 0x9e3779b1);
}

/** A plan in words. */
export function describePlan({ host, victim, signal, operation, recovery, shape, size, moment }: KillPlan): string {
  const when = `after ${moment / 10} % of ${operation}`;
  return `${host}: ${signal} of the ${victim} ${when}, ${shape} with ${size} topics, then ${recovery}`;
}
