import { type ConvergenceState, convergenceStates } from "../../convergence/state";
import type { ConvergenceSums } from "../../convergence/sums";
import { formatCounts } from "../../text/counts";
import { line } from "./output";
import { styled } from "./table";

/** Columns of the longest bar, and of the shortest one that is worth its room. */
const [LONGEST, SHORTEST] = [40, 10];

/** The part of the bar that each state has. */
const signs: Partial<Record<ConvergenceState, string>> = { applied: "#", refused: "!" };

/** A bar on a terminal that shows how many messages are applied. Without a terminal, it writes a line for each change. */
export class ConvergenceBar {
  private shown = "";

  /** Shows how many messages have come how far. */
  show(sums: ConvergenceSums): void {
    const counts = formatCounts(convergenceStates.map((state) => [sums[state], state]));
    const text = `${Math.floor((sums.applied * 100) / sums.total)} %  ${counts}`;
    if (!process.stdout.isTTY) {
      if (text !== this.shown) line(text);
      this.shown = text;
      return;
    }
    // Longer than a line of the terminal, it could not be drawn over.
    const columns = (process.stdout.columns || 80) - 1;
    const room = Math.min(LONGEST, columns - text.length - "[] ".length);
    const bar = room < SHORTEST ? "" : `[${barOf(sums, room)}] `;
    this.shown = text;
    process.stdout.write(`\r\u001b[K${styled(sums.refused > 0 ? "red" : "green", bar)}${text.slice(0, columns)}`);
  }

  /** Ends the line of the bar. */
  end(): void {
    if (process.stdout.isTTY && this.shown !== "") line("");
  }
}

function barOf(sums: ConvergenceSums, room: number): string {
  const parts = (Object.entries(signs) as [ConvergenceState, string][]).map(([state, sign]) =>
    sign.repeat(Math.floor((sums[state] * room) / sums.total)),
  );
  return parts.join("").padEnd(room, ".");
}
