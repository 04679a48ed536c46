/** Numbers that are the same in every run with one seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  }

  /** True in `share` of the cases, 0 to 1. */
  chance(share: number): boolean {
    return this.below(1_000_000) < share * 1_000_000;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(most + 1) }, () => this.below(256)));
  }

  /** Bytes with some of them changed, left out, doubled, or put in the place of others. */
  mutate(bytes: Buffer): Buffer {
    let mutated = Buffer.from(bytes);
    for (let times = 1 + this.below(3); times > 0; times--) {
      const at = this.below(mutated.length + 1);
      const [head, tail] = [mutated.subarray(0, at), mutated.subarray(at)];
      switch (this.below(5)) {
        case 0:
          mutated = Buffer.concat([head, Buffer.from([this.below(256)]), tail.subarray(1)]);
          break;
        case 1:
          mutated = Buffer.concat([head, tail.subarray(1 + this.below(8))]);
          break;
        case 2:
          mutated = Buffer.concat([head, this.bytes(8), tail]);
          break;
        case 3:
          mutated = Buffer.concat([head, tail.subarray(0, 16), tail]);
          break;
        default:
          mutated = Buffer.from(head);
      }
    }
    return mutated;
  }
}
