/** Counts events within each second of a clock. */
export class Rate {
  readonly #perSecond: number;
  #second = Number.NaN;
  #count = 0;

  /** @param perSecond how many events each second takes */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Counts an event at `now` (ms); false, without counting, if its second is full. */
  takes(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    if (this.#count >= this.#perSecond) return false;
    this.#count++;
    return true;
  }
}

/** Events by a key, of which each key may have one within any second. */
export class OnePerSecond {
  /** The time of the last event of a key: those since the last turn, and those since the turn before. */
  #recent = new Map<string, number>();
  #older = new Map<string, number>();
  #turnedAt = Number.NEGATIVE_INFINITY;

  /** How many keys are known. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /** Counts an event of a key at `now` (ms); false, without counting, if its last one was less than a second ago. */
  takes(key: string, now: number): boolean {
    if (now - this.#turnedAt >= 1000) {
      // What is older than a second does not count any more, so that the maps hold two seconds of events at most.
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#turnedAt = now;
    }
    const last = this.#recent.get(key) ?? this.#older.get(key);
    if (last !== undefined && now - last < 1000) return false;
    this.#recent.set(key, now);
    return true;
  }
}
