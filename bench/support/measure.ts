import { median } from "./statistics";

/** The figures of one round by their names. Names of times end in `Seconds`. */
export type Figures = Readonly<Record<string, number>>;

/** Runs a round as many times as this run of the bench asks for, one after another. */
export type Rounds = (round: () => Promise<Figures>) => Promise<Figures[]>;

/** One thing that is measured. */
export interface Measure {
  id: string;
  title: string;
  /** The aims by the names of their figures. */
  aims: Readonly<Record<string, Aim>>;
  /** Prepares what all rounds share, and runs them. */
  run(rounds: Rounds): Promise<Figures[]>;
}

/** The aim for a figure. */
export interface Aim {
  text: string;
  met(values: readonly number[]): boolean;
}

export function atLeast(limit: number): Aim {
  return { text: `>= ${limit}`, met: (values) => median(values) >= limit };
}

export function atMost(limit: number): Aim {
  return { text: `<= ${limit}`, met: (values) => median(values) <= limit };
}

/** The figure has this value in every round. It is for counts of calls, which have no noise that needs a median. */
export function exactly(expected: number): Aim {
  return { text: `= ${expected}`, met: (values) => values.every((value) => value === expected) };
}
