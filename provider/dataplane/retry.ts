import { setTimeout as sleep } from "node:timers/promises";
import { classify, type Failure } from "./errors";

/** Attempts at one call, the first included. */
export const MAX_ATTEMPTS = 6;

/** The first wait in milliseconds; each further one is twice as long. Throttled calls wait longer: quotas are per second. */
const firstWait = { throttled: 500, other: 100 };

/**
 * Runs `attempt` until it succeeds, fails in a way that a retry cannot help, or has run `maxAttempts` times. The waits add
 * up to 3 s after lost connections, and to 15 s after throttling.
 *
 * @throws the error that `giveUp` makes of the last failure
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
      // Jitter spreads the retries of parallel calls.
      await sleep(wait * (0.5 + Math.random() / 2));
    }
  }
}
