import { COMPLETE, isWithin, type Rollout } from "../messages/rollout";
import { GlobRules } from "./glob-rules";

/** Which topics a rollout reaches. */
export interface Early {
  has(topic: string): boolean;
  /** Globs of `first` that match no topic. */
  unmatched: readonly string[];
  /** What is wrong with the globs. */
  issues: readonly string[];
}

/**
 * The topics of a rollout whose message changes now, if it changes.
 *
 * @param keyOf gives what the share of a topic is made of; undefined if that is the topic itself
 */
export function earlyTopics(
  topics: Iterable<string>,
  { percent = COMPLETE, first = [] }: Rollout,
  keyOf: (topic: string) => string = (topic) => topic,
): Early {
  // Nothing is early on the way back.
  if (percent === 0) return { has: () => false, unmatched: [], issues: [] };
  const rules = first.map((glob) => ({ glob, value: true, name: glob }));
  const named = new GlobRules(rules, new Set(rules.length === 0 ? [] : topics));
  return {
    has: (topic) => named.matches(topic) || isWithin(keyOf(topic), percent),
    unmatched: named.unmatched(),
    issues: named.issues,
  };
}
