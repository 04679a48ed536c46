import { setTimeout as sleep } from "node:timers/promises";
import type { Convergence, ConvergenceObserver, ExpectedMessage } from "./observer";
import { hasConverged } from "./sums";

/** How a wait has ended: enough is applied, a device has refused its message, or the time is over. */
export type WaitOutcome = "converged" | "refused" | "timeout";

/** What is waited for, and for how long. */
export interface Wait {
  observer: ConvergenceObserver;
  messages: ReadonlyMap<string, ExpectedMessage>;
  /** Percentage of the messages that have to be applied. */
  atLeast: number;
  /** Milliseconds from the end of a look to the next one. */
  interval: number;
  /** Milliseconds to wait at most, and whether a refusal ends the wait. Without a limit it may wait for ever. */
  limit: number;
  endsOnRefusal: boolean;
  /** Called after each look. */
  onLook?: (found: Convergence) => void;
}

/** Looks until enough is applied. It looks once in any case, and once more when the time is over. */
export async function waitForConvergence(wait: Wait): Promise<{ outcome: WaitOutcome; found: Convergence }> {
  const { observer, messages, atLeast, interval, limit, endsOnRefusal, onLook } = wait;
  const end = performance.now() + limit;
  for (;;) {
    const isLast = performance.now() >= end;
    const found = await observer.look(messages);
    onLook?.(found);
    if (hasConverged(found.sums, atLeast)) return { outcome: "converged", found };
    if (endsOnRefusal && found.sums.refused > 0) return { outcome: "refused", found };
    if (isLast) return { outcome: "timeout", found };
    await sleep(Math.max(0, Math.min(interval, end - performance.now())));
  }
}
