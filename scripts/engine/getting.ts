import { interruptible } from "./interruptible";
import { withLock } from "./lock";

/**
 * Lets one process at a time get something that is got once. At a signal, `work` is aborted and cleans up.
 *
 * @param what to get, for the line that others say while they wait
 * @param root where it goes
 */
export function getting<T>(
  what: string,
  root: string,
  say: (line: string) => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const onWait = () => say(`Another process is getting ${what}; waiting for it.`);
  return withLock(root, onWait, (lost) => interruptible((interrupted) => work(AbortSignal.any([lost, interrupted]))));
}
