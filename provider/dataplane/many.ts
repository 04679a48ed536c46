/** After so many failures in a row the rest is not tried, since it would most likely fail as well. */
const MAX_FAILURES_IN_A_ROW = 50;

/** The failures of a task for many topics. */
export interface Failures {
  byTopic: Map<string, Error>;
  /** Topics that were not tried, after too many failures in a row. */
  untried: string[];
}

/** The failures of one task, and of another that came after it. */
export function joined(first: Failures, second: Failures): Failures {
  return {
    byTopic: new Map([...first.byTopic, ...second.byTopic]),
    untried: [...first.untried, ...second.untried],
  };
}

/**
 * Runs a task for each of many topics. A failure does not stop the others.
 *
 * @param concurrency tasks that run at a time
 */
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
