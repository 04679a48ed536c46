/** A number of messages, or a percentage of the messages of a set. @example 10 @example "5%" */
export type ChangeLimit = number | string;

const percentage = /^(\d+(?:\.\d+)?)%$/;

/** Why another value is refused. */
export const CHANGE_LIMIT_EXPECTED = "expected a whole number from 0 on, or a percentage such as 5%";

/** Whether a value is a whole number from 0 on, or a percentage such as `5%`. */
export function isChangeLimit(value: unknown): value is ChangeLimit {
  return typeof value === "number" ? Number.isInteger(value) && value >= 0 : isPercentage(value);
}

/** Whether a limit is a percentage. */
export function isPercentage(value: unknown): value is string {
  return typeof value === "string" && percentage.test(value);
}

/** How many messages a limit allows, of so many. A part of a message is none. */
export function allowedOf(limit: ChangeLimit, messages: number): number {
  if (typeof limit === "number") return limit;
  return Math.floor((messages * Number(percentage.exec(limit)?.[1] ?? 0)) / 100);
}
