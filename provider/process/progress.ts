import { formatCount } from "../text/counts";
import type { EngineLog } from "./engine-log";

/** Milliseconds before the first line, since most work is done by then, and between two. */
const QUIET = 1000;
const INTERVAL = 500;

/** Tells on the row of a resource how far a long task is: `defaults: 1,200 of 5,000 published, 500/s, 8 s left`. */
export class Progress {
  private readonly began = performance.now();
  private told = this.began + QUIET - INTERVAL;
  private done = 0;

  /** @param verb what was done to the topics: `published` */
  constructor(
    private readonly log: EngineLog,
    private readonly resource: { name: string; urn: string },
    private readonly verb: string,
    private readonly total: number,
  ) {}

  /** Counts one more topic. */
  step(): void {
    this.done++;
    const now = performance.now();
    if (now < this.told + INTERVAL || this.done === this.total) return;
    this.told = now;
    const rate = this.done / ((now - this.began) / 1000);
    const left = Math.ceil((this.total - this.done) / rate);
    const { name, urn } = this.resource;
    const line = `${name}: ${formatCount(this.done)} of ${formatCount(this.total)} ${this.verb}, ${formatCount(Math.round(rate))}/s, ${formatCount(left)} s left`;
    // Not awaited: what is told must not slow what is done.
    void this.log.status(urn, line);
  }
}
