import { formatCount } from "../../text/counts";
import { DrawnLine } from "./drawn-line";

/** Milliseconds before the line first appears, and between two updates of it. */
const INTERVAL = 500;

/** A line on the terminal that shows how far a long task is, and is erased at its end. */
export class ProgressLine {
  private readonly line = new DrawnLine();
  private updated = performance.now();
  private done = 0;

  /**
   * @param verb what is done to the messages, such as `read`
   * @param total of the messages; undefined if it is not known
   * @param isShown false if the user wants no progress
   */
  constructor(
    private readonly verb: string,
    private readonly total: number | undefined,
    private readonly isShown: boolean,
  ) {}

  /** Counts more messages. */
  step(count = 1): void {
    this.done += count;
    const now = performance.now();
    if (!this.isShown || now < this.updated + INTERVAL) return;
    this.updated = now;
    const done = formatCount(this.done);
    if (this.total === undefined) this.line.draw(`${done} ${this.verb}`);
    else this.line.draw(`${done} of ${formatCount(this.total)} ${this.verb}`, { "#": this.done / this.total });
  }

  /** Erases the line. */
  end(): void {
    this.line.erase();
  }
}
