const numbers = new Intl.NumberFormat("en-US");

/** A number for people: `1,200`. */
export function formatCount(value: number): string {
  return numbers.format(value);
}

/** Numbers with their words: `4,990 published, 7 unchanged`. Zeros are left out. */
export function formatCounts(parts: readonly (readonly [number, string])[]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([value, what]) => `${formatCount(value)} ${what}`)
    .join(", ");
}
