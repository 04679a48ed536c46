const WINDOW_MS = 1_000;

/** Accepts `limit` calls in any one second. Calls that it rejects do not count. */
export class SlidingLimit {
  private readonly accepted: number[] = [];

  constructor(private readonly limit: number) {}

  allows(now: number): boolean {
    const oldest = this.accepted[0];
    if (this.accepted.length === this.limit && oldest !== undefined && now - oldest < WINDOW_MS) return false;
    if (this.accepted.length === this.limit) this.accepted.shift();
    this.accepted.push(now);
    return true;
  }
}
