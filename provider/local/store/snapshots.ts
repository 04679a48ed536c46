import type BTree from "sorted-btree";

/** How many milliseconds lie between two snapshots at least, and for how long one is kept. */
const STEP_MS = 100;
export const MAX_LAG_MS = 60_000;

interface Snapshot<T> {
  /** Milliseconds since 1970: the tree was so before this time. */
  until: number;
  tree: T;
}

/** What a tree was like in the last minute. A copy shares all that has not changed since. */
export class Snapshots<K, V> {
  readonly #tree: BTree<K, V>;
  readonly #kept: Snapshot<BTree<K, V>>[] = [];
  #isAsked: boolean;

  /** @param isAsked whether somebody may ask, so that it remembers from the start; otherwise it does from the first time on */
  constructor(tree: BTree<K, V>, isAsked: boolean) {
    this.#tree = tree;
    this.#isAsked = isAsked;
  }

  /** Keeps what the tree is like before a change at `now`. */
  take(now: number): void {
    const last = this.#kept.at(-1);
    if (!this.#isAsked || (last !== undefined && now - last.until < STEP_MS)) return;
    while (this.#kept[0] !== undefined && this.#kept[0].until < now - MAX_LAG_MS) this.#kept.shift();
    this.#kept.push({ until: now, tree: this.#tree.clone() });
  }

  /** The tree as it was at a time, within a step. Before anybody asked, it was as it was then. */
  at(time: number): BTree<K, V> {
    this.#isAsked = true;
    return this.#kept.find(({ until }) => until > time)?.tree ?? this.#tree;
  }
}
