import { isUnknown } from "../pulumi/unknowns";
import { defined } from "./defined";
import { sha256 } from "./digest";

/** How far a change of the messages of a set has gone. */
export interface Rollout {
  /** Share of the topics that get a changed or new message, in percent: 0 to 100. @default 100 */
  percent?: number;
  /** Globs of topics that are among them at any percentage above 0. @default none */
  first?: readonly string[];
}

/** A rollout in the inputs of a state. */
export interface RolloutInState extends Rollout {
  /** The stable messages of the topics that have another one, as one secret text. Check makes it. */
  stable?: string;
}

/** Everything: a change reaches all topics, and the messages of before are not kept. */
export const COMPLETE = 100;

/** Why another percentage is refused. */
export const PERCENT_EXPECTED = "expected a number from 0 to 100";

/** Whether a value is a percentage of a rollout. */
export function isPercent(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= COMPLETE;
}

/** Whether some topics keep the message of before. */
export function isUnderWay(rollout: Rollout | undefined): boolean {
  return (rollout?.percent ?? COMPLETE) < COMPLETE;
}

/**
 * The rollout of a set: its own, with the percentage of the settings if it names none. Undefined if there is none.
 *
 * @param percent of the settings
 */
export function rolloutWith(own: Rollout | undefined, percent: number | undefined): Rollout | undefined {
  if (isUnknown(own)) return own;
  const rollout = { ...defined({ percent }), ...own };
  return Object.keys(rollout).length === 0 ? undefined : rollout;
}

/** Hexadecimal digits of a digest that make a share. */
const SHARE_DIGITS = 8;

/**
 * Where a device stands in every rollout, from 0 up to 1. It depends on nothing else, so that the same devices are always
 * early, whatever is added.
 *
 * @param key the topic, or the name of the thing that the topic is made for
 */
export function shareOf(key: string): number {
  return Number.parseInt(sha256(Buffer.from(key)).slice(0, SHARE_DIGITS), 16) / 16 ** SHARE_DIGITS;
}

/** Whether the share of a key is within a percentage. */
export function isWithin(key: string, percent: number): boolean {
  return shareOf(key) < percent / COMPLETE;
}
