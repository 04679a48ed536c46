import { DrawnLine } from "../../provider/cli/support/drawn-line";
import { formatCount } from "../../provider/text/counts";

/** Says how far a long task is, such as `packages compiled`: 120 of 1,684. The total may be unknown. */
export type Progress = (what: string, done: number, total?: number) => void;

/** The steps in which a task is told without a terminal. */
const STEPS = 5;

/** Shows on a terminal in one line how far tasks are. Elsewhere it says a line when a task begins, and for each fifth. */
export class ProgressReport {
  private said: [what: string, step: number] | undefined;

  constructor(
    private readonly say: (line: string) => void,
    private readonly line = new DrawnLine(),
  ) {}

  readonly show: Progress = (what, done, total) => {
    const share = total === undefined ? 0 : done / total;
    const text = `${what}: ${formatCount(done)}${total === undefined ? "" : ` of ${formatCount(total)}`}`;
    if (this.line.isWatched) return this.line.draw(text, total === undefined ? {} : { "#": share });
    const step = Math.floor(share * STEPS);
    if (this.said?.[0] === what && step <= this.said[1]) return;
    this.said = [what, step];
    this.say(text);
  };

  end(): void {
    this.line.erase();
  }
}
