import { formatCount } from "../../text/counts";

/** Milliseconds before the line first appears, and between two updates of it. */
const INTERVAL = 500;

/** A line on the terminal that shows how far a long task is. Without a terminal it does nothing. */
export class ProgressLine {
  private updated = performance.now();
  private done = 0;
  private isShown = false;

  /** @param verb what is done to the topics, such as `read` */
  constructor(
    private readonly verb: string,
    private readonly total: number,
  ) {}

  /** Counts one more topic. */
  step(): void {
    this.done++;
    const now = performance.now();
    if (!process.stderr.isTTY || now < this.updated + INTERVAL) return;
    this.updated = now;
    this.isShown = true;
    process.stderr.write(`\r${formatCount(this.done)} of ${formatCount(this.total)} ${this.verb}`);
  }

  /** Erases the line. */
  end(): void {
    if (this.isShown) process.stderr.write("\r\u001b[K");
  }
}
