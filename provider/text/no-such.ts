import { distance } from "fastest-levenshtein";

/** That there is no such argument or setting, and which one was most likely meant, if one is near. */
export function noSuch(what: string, name: string, candidates: readonly string[]): string {
  const by = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase());
  const [nearest = ""] = [...candidates].sort((a, b) => by(a) - by(b));
  const isNear = by(nearest) <= Math.max(3, nearest.length / 2);
  return `there is no such ${what}${isNear ? `; the nearest is \`${nearest}\`` : ""}`;
}
