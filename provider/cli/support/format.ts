import { formatCount } from "../../text/counts";

const units = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
] as const;

/** How long ago a time was: `5 s`, `12 min`, `3 h`, `8 d`. */
export function age(time: number, now = Date.now()): string {
  // The clock of the broker may be ahead of this one.
  const seconds = Math.max(0, Math.floor((now - time) / 1000));
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${formatCount(Math.floor(seconds / size))} ${unit}`;
}

/** A number of bytes: `1,200 B`. */
export function bytes(size: number): string {
  return `${formatCount(size)} B`;
}

/** The messages that the options ask for, to follow the word "messages": ` of acme/pumps/prod under acme/pumps`. */
export function scopeText({ prefix, owner }: { prefix?: string; owner?: string }): string {
  return `${owner === undefined ? "" : ` of ${owner}`}${prefix === undefined ? "" : ` under ${prefix}`}`;
}
