const numbers = new Intl.NumberFormat("en-US");

/** A number as it is read: `1,200`. */
export function formatCount(value: number): string {
  return numbers.format(value);
}

/** `4,990 published, 7 unchanged, 3 cleared`, without what is none. */
export function formatCounts(parts: readonly (readonly [number, string])[]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([value, what]) => `${formatCount(value)} ${what}`)
    .join(", ");
}
