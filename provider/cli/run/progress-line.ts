import { formatCount } from "../../text/counts";

/** Milliseconds before the first line, and between two. */
const INTERVAL = 500;

/** Tells on a terminal how far a long task is. */
export class ProgressLine {
  private told = performance.now();
  private done = 0;
  private hasTold = false;

  /** @param verb what is done to the topics: `read` */
  constructor(
    private readonly verb: string,
    private readonly total: number,
  ) {}

  /** Counts one more topic. */
  step(): void {
    this.done++;
    const now = performance.now();
    if (!process.stderr.isTTY || now < this.told + INTERVAL) return;
    this.told = now;
    this.hasTold = true;
    process.stderr.write(`\r${formatCount(this.done)} of ${formatCount(this.total)} ${this.verb}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.hasTold) process.stderr.write("\r\u001b[K");
  }
}
