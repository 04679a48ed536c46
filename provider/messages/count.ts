let numbers: Intl.NumberFormat | undefined;

/** A number as it is read: `1,200`. */
export function count(value: number): string {
  // Made at the first use, because it takes 30 ms.
  numbers ??= new Intl.NumberFormat("en-US");
  return numbers.format(value);
}

/** `4,990 published, 7 unchanged, 3 cleared`, without what is none. */
export function counts(parts: readonly (readonly [number, string])[]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([value, what]) => `${count(value)} ${what}`)
    .join(", ");
}
