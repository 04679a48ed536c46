/** Runs tasks on one topic one after another: reading and then publishing or clearing must not interleave. */
export type Alone = <T>(topic: string, task: () => Promise<T>) => Promise<T>;

/** For whoever holds the lock of the topic already. */
export const heldAlready: Alone = (_topic, task) => task();

/** One lock for each topic that somebody works on. */
export class TopicLocks {
  private readonly last = new Map<string, Promise<unknown>>();

  readonly alone: Alone = async (topic, task) => {
    const before = this.last.get(topic) ?? Promise.resolve();
    const run = before.then(task, task);
    const settled = run.catch(() => undefined);
    this.last.set(topic, settled);
    try {
      return await run;
    } finally {
      if (this.last.get(topic) === settled) this.last.delete(topic);
    }
  };
}
