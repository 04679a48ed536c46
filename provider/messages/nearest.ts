import { distance } from "fastest-levenshtein";

/** The candidate that a misspelt name most likely means. */
export function nearest<T extends string>(name: string, candidates: readonly T[]): T | undefined {
  const by = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase());
  return [...candidates].sort((a, b) => by(a) - by(b))[0];
}
