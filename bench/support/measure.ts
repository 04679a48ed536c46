import { median } from "./statistics";

/** What one round measured, by name; names of times end in `Seconds`. */
export type Figures = Readonly<Record<string, number>>;

/** Does one round as often as this run of the bench asks for, one after another. */
export type Rounds = (round: () => Promise<Figures>) => Promise<Figures[]>;

/** One thing that is measured. */
export interface Measure {
  id: string;
  title: string;
  /** By the name of the figure that each judges. */
  aims: Readonly<Record<string, Aim>>;
  /** Prepares what all rounds share, and does them. */
  run(rounds: Rounds): Promise<Figures[]>;
}

/** What a figure should be. */
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

/** In every round: a count of calls has no noise that a median would have to take away. */
export function exactly(expected: number): Aim {
  return { text: `= ${expected}`, met: (values) => values.every((value) => value === expected) };
}
