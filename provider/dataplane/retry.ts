import { setTimeout as sleep } from "node:timers/promises";
import { classify, type Failure } from "./errors";

/** Attempts at one call, the first included. */
export const MAX_ATTEMPTS = 6;

/** First wait in milliseconds; each further one is twice as long. Throttles are per second, so they wait longer. */
const firstWait = { throttled: 500, other: 100 };

/**
 * Runs `attempt` until it succeeds, fails for good, or `maxAttempts` are used up: 3 s of waiting after lost
 * connections, 15 s after throttles.
 *
 * @throws what `giveUp` makes of the last failure
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  giveUp: (failure: Failure, attempts: number) => Error,
  maxAttempts = MAX_ATTEMPTS,
): Promise<T> {
  let mayHaveActed = false;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      const failure = classify(error);
      mayHaveActed ||= failure.mayHaveActed;
      if (!failure.retry || attempts === maxAttempts) throw giveUp({ ...failure, mayHaveActed }, attempts);
      const wait = (failure.kind === "throttled" ? firstWait.throttled : firstWait.other) * 2 ** (attempts - 1);
      // Jitter keeps parallel calls from returning at the same moment.
      await sleep(wait * (0.5 + Math.random() / 2));
    }
  }
}
