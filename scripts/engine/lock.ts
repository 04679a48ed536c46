import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";

/** Holders refresh their lock every 5 s; the lock of a killed one is free after 20 s. */
const TIMES = { stale: 20_000, update: 5_000 };

/** One try per second for an hour, which is longer than any build. */
const WAIT = { retries: 3600, factor: 1, minTimeout: 1000, maxTimeout: 1000 };

/** Runs `work` while no other process runs it for the same `path`. */
export async function withLock<T>(
  path: string,
  onWait: () => void,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const lost = new AbortController();
  const onCompromised = () => lost.abort(new Error("another process took over, was this computer asleep?"));
  const options = { ...TIMES, realpath: false, onCompromised };

  const release = await lock(path, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ELOCKED") throw error;
    onWait();
    return lock(path, { ...options, retries: WAIT });
  });
  try {
    return await work(lost.signal);
  } finally {
    // A lost lock belongs to another process, which releases it.
    if (!lost.signal.aborted) await release();
  }
}
