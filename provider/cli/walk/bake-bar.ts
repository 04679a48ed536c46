import { styled } from "../support/table";

/** Columns of the bar. */
const WIDTH = 30;

/** A bar on a terminal that shows how far the bake time of a step is. Without a terminal it does nothing. */
export class BakeBar {
  private isShown = false;

  /** @param share of the bake time that is over, from 0 to 1 */
  show(text: string, share: number): void {
    if (!process.stderr.isTTY) return;
    const done = Math.min(WIDTH, Math.floor(share * WIDTH));
    const columns = (process.stderr.columns || 80) - WIDTH - "[] ".length - 1;
    const bar = styled("green", `[${"#".repeat(done).padEnd(WIDTH, ".")}]`);
    process.stderr.write(`\r\u001b[K${bar} ${text.slice(0, Math.max(0, columns))}`);
    this.isShown = true;
  }

  /** Erases the bar. */
  end(): void {
    if (this.isShown) process.stderr.write("\r\u001b[K");
    this.isShown = false;
  }
}
