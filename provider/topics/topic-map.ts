/** Values by topic. A `Map` is one; another one may make its values when they are asked for. */
export interface TopicMap<T> {
  readonly size: number;
  has(topic: string): boolean;
  get(topic: string): T | undefined;
  keys(): Iterable<string>;
}

/** The topics of a map with their values, one after another. */
export function* entriesOf<T>(map: TopicMap<T>): Generator<[topic: string, value: T]> {
  for (const topic of map.keys()) {
    const value = map.get(topic);
    if (value !== undefined) yield [topic, value];
  }
}

/** A map of stored values that reads each one when it is asked for, so that 100,000 of them cost no more memory. */
export function readOnDemand<S, T>(stored: ReadonlyMap<string, S>, read: (topic: string, value: S) => T): TopicMap<T> {
  return {
    size: stored.size,
    has: (topic) => stored.has(topic),
    get: (topic) => {
      const value = stored.get(topic);
      return value === undefined ? undefined : read(topic, value);
    },
    keys: () => stored.keys(),
  };
}
