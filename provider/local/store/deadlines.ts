import BTree from "sorted-btree";

interface Deadline {
  /** Milliseconds since 1970. */
  at: number;
  key: string;
}

/** Keys with the time at which each of them is over, the earliest first. A key has one time at most. */
export class Deadlines {
  readonly #times = new Map<string, number>();
  readonly #inOrder = new BTree<Deadline, undefined>(undefined, byTime);

  get size(): number {
    return this.#times.size;
  }

  /** Sets the time of a key in the place of any from before; undefined is never. */
  set(key: string, at: number | undefined): void {
    this.delete(key);
    if (at === undefined) return;
    this.#times.set(key, at);
    this.#inOrder.set({ at, key }, undefined);
  }

  delete(key: string): void {
    const at = this.#times.get(key);
    if (at === undefined) return;
    this.#times.delete(key);
    this.#inOrder.delete({ at, key });
  }

  /** Takes out the keys that are over at `now`, in the order of their times. */
  *due(now: number): Generator<string> {
    for (let first = this.#inOrder.minKey(); first !== undefined && first.at <= now; first = this.#inOrder.minKey()) {
      this.delete(first.key);
      yield first.key;
    }
  }
}

function byTime(a: Deadline, b: Deadline): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}
