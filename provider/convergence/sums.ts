import { type ConvergenceState, convergenceStates, type TopicConvergence } from "./state";

/** How many messages have come how far. */
export interface ConvergenceSums extends Record<ConvergenceState, number> {
  /** All of them. */
  total: number;
}

/** Counts the messages by their states. */
export function sumsOf(topics: Iterable<Pick<TopicConvergence, "state">>): ConvergenceSums {
  const sums = { total: 0, ...Object.fromEntries(convergenceStates.map((state) => [state, 0])) } as ConvergenceSums;
  for (const { state } of topics) {
    sums.total++;
    sums[state]++;
  }
  return sums;
}

/** Whether at least so many percent of the messages are applied, and none is refused. */
export function hasConverged({ applied, refused, total }: ConvergenceSums, percent = 100): boolean {
  return refused === 0 && applied * 100 >= percent * total;
}
