import { distance } from "fastest-levenshtein";

/**
 * Says that a name does not exist, and which one was probably meant, if there is a similar one.
 *
 * @param what the name stands for, such as `argument`
 */
export function noSuch(what: string, name: string, candidates: readonly string[]): string {
  const by = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase());
  const [nearest] = [...candidates].sort((a, b) => by(a) - by(b));
  const isNear = nearest !== undefined && by(nearest) <= Math.max(3, nearest.length / 2);
  return `there is no such ${what}${isNear ? `; the nearest is \`${nearest}\`` : ""}`;
}
