let numbers: Intl.NumberFormat | undefined;

/** A number for people: `1,200`. */
export function formatCount(value: number): string {
  // Made at its first use: it takes 20 ms, which the command's `--help` should not.
  numbers ??= new Intl.NumberFormat("en-US");
  return numbers.format(value);
}

/** Messages for people: `1 message`, `1,200 messages`. */
export function messageCount(total: number): string {
  return total === 1 ? "1 message" : `${formatCount(total)} messages`;
}

/** Numbers with their words: `4,990 published, 7 unchanged`. Zeros are left out. */
export function formatCounts(parts: readonly (readonly [number, string])[]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([value, what]) => `${formatCount(value)} ${what}`)
    .join(", ");
}
