import type { Acknowledgement } from "./acknowledgement";

/**
 * How far the message of a topic has come:
 *
 * - `applied`: its device has applied it.
 * - `pending`: its device has not said anything about it yet.
 * - `stale`: what its device has said last is about an older message, though it came after this one.
 * - `refused`: its device has refused it.
 * - `unreadable`: what its device has said does not follow the convention.
 * - `missing`: nothing is retained on the topic.
 */
export type ConvergenceState = "applied" | "pending" | "stale" | "refused" | "unreadable" | "missing";

/** All of them, from the best to the worst. */
export const convergenceStates = [
  "applied",
  "pending",
  "stale",
  "refused",
  "unreadable",
  "missing",
] as const satisfies readonly ConvergenceState[];

/** How far the message of one topic has come, and since when. */
export interface TopicConvergence {
  /** How far it has come. */
  state: ConvergenceState;
  /** Version of the message: the first 16 hex digits of the SHA-256 of its payload; undefined if nobody knows it. */
  version?: string;
  /**
   * Since when: milliseconds since 1970, by the broker's clock. It is the time of the acknowledgement or, if the message is
   * pending, that of the message.
   */
  since?: number;
  /** Why: what the device says of a message that it has refused, in 256 characters, or what is wrong. */
  reason?: string;
}

/** A message that is live. */
export interface SeenMessage {
  version: string;
  /** Its `lastModifiedTime` (ms). */
  time: number;
}

/** An acknowledgement that is retained, and not older than its message. */
export interface SeenAcknowledgement {
  found: Acknowledgement;
  /** Its `lastModifiedTime` (ms). */
  time: number;
}

/** How far a message has come by what its device says; undefined if that says nothing about it. */
export function convergenceOf(
  { version, time }: SeenMessage,
  acknowledgement: SeenAcknowledgement | undefined,
): TopicConvergence {
  if (acknowledgement === undefined) return { state: "pending", version, since: time };
  const { found, time: since } = acknowledgement;
  if (found.is === "unreadable") return { state: "unreadable", version, since, reason: found.reason };
  if (found.version !== version) return { state: "stale", version, since, reason: `of ${found.version}` };
  if (found.is === "applied") return { state: "applied", version, since };
  return { state: "refused", version, since, ...(found.reason === undefined ? {} : { reason: found.reason }) };
}
