import { beforeNotes } from "./output";
import { type Style, styled } from "./table";
import { isWatched } from "./terminal";

/** Columns of the longest bar, and of the shortest one that is worth its room. */
const [LONGEST, SHORTEST] = [40, 10];

/** A line of a terminal that is drawn over again and again: a bar and a text. If nobody watches, it draws nothing. */
export class DrawnLine {
  private isDrawn = false;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  get isWatched(): boolean {
    return isWatched(this.stream);
  }

  /**
   * Draws over what is there.
   *
   * @param shares the part of the bar that is filled with each sign, from 0 to 1; without any there is no bar
   */
  draw(text: string, shares: Readonly<Record<string, number>> = {}, style: Style = "green"): void {
    if (!this.isWatched) return;
    // Longer than a line of the terminal, it could not be drawn over.
    const columns = (this.stream.columns || 80) - 1;
    const room = Math.min(LONGEST, columns - text.length - "[] ".length);
    const hasBar = Object.keys(shares).length > 0 && room >= SHORTEST;
    const bar = hasBar ? styled(style, `[${barOf(shares, room)}] `, this.stream) : "";
    this.stream.write(`\r\u001b[K${bar}${text.slice(0, columns)}`);
    this.isDrawn = true;
    beforeNotes(() => this.erase());
  }

  erase(): void {
    this.finish("\r\u001b[K");
  }

  /** Leaves what is drawn, and begins a new line. */
  leave(): void {
    this.finish("\n");
  }

  private finish(text: string): void {
    if (this.isDrawn) this.stream.write(text);
    this.isDrawn = false;
    beforeNotes(undefined);
  }
}

function barOf(shares: Readonly<Record<string, number>>, room: number): string {
  const parts = Object.entries(shares).map(([sign, share]) => sign.repeat(Math.floor(Math.min(1, share) * room)));
  return parts.join("").padEnd(room, ".");
}
