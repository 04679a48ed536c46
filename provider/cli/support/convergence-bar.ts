import { convergenceStates } from "../../convergence/state";
import type { ConvergenceSums } from "../../convergence/sums";
import { formatCounts } from "../../text/counts";
import { DrawnLine } from "./drawn-line";
import { line } from "./output";

/** A bar on a terminal that shows how many messages are applied. Elsewhere it writes a line for each change. */
export class ConvergenceBar {
  private readonly drawn = new DrawnLine(process.stdout);
  private shown = "";

  /** Shows how many messages have come how far. */
  show(sums: ConvergenceSums): void {
    const { applied, refused, total } = sums;
    const counts = formatCounts(convergenceStates.map((state) => [sums[state], state]));
    const text = `${Math.floor((applied * 100) / total)} %  ${counts}`;
    if (!this.drawn.isWatched && text !== this.shown) line(text);
    this.shown = text;
    this.drawn.draw(text, { "#": applied / total, "!": refused / total }, refused > 0 ? "red" : "green");
  }

  /** Ends the line of the bar. */
  end(): void {
    this.drawn.leave();
  }
}
