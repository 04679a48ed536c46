/** Failures in a row after which the rest is not tried: whatever it is, it will not get better within this command. */
const MAX_FAILURES_IN_A_ROW = 50;

/** What has failed of a task over many topics. */
export interface Failures {
  byTopic: Map<string, Error>;
  /** Topics that were not tried, after too many failures in a row. */
  untried: string[];
}

/** Runs a task for each of many topics, so many at a time. A failure is kept, and the others go on. */
export async function forEachTopic(
  topics: readonly string[],
  concurrency: number,
  task: (topic: string) => Promise<void>,
): Promise<Failures> {
  const byTopic = new Map<string, Error>();
  let next = 0;
  let inARow = 0;
  const worker = async () => {
    while (next < topics.length && inARow < MAX_FAILURES_IN_A_ROW) {
      const topic = topics[next++] ?? "";
      try {
        await task(topic);
        inARow = 0;
      } catch (error) {
        byTopic.set(topic, error as Error);
        inARow++;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, topics.length) }, worker));
  return { byTopic, untried: topics.slice(next) };
}
