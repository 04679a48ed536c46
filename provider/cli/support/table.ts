import { styleText } from "node:util";
import { escapeControls } from "../../text/control-characters";
import { line } from "./output";
import type { Stream } from "./terminal";

/** A column of a table. */
export interface Column {
  title: string;
  /** Numbers are aligned to the right. */
  isNumber?: true;
}

/** The style of a row. */
export type Style = "bold" | "red" | "green" | "yellow" | "magenta";

/**
 * Writes rows in aligned columns below a header.
 *
 * @param styleOf the style of a row by its cells; undefined leaves it plain
 */
export function writeTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  styleOf: (row: readonly string[]) => Style | undefined = () => undefined,
): void {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => row.map((cell) => escapeControls(cell)));
  const widths = titles.map((title, i) =>
    cells.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), title.length),
  );
  const aligned = (row: readonly string[]) =>
    columns
      .map(({ isNumber }, i) => {
        const [cell = "", width = 0] = [row[i], widths[i]];
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  line(styled("bold", aligned(titles)));
  for (const row of cells) line(styled(styleOf(row), aligned(row)));
}

/** A text in a style, if the stream is a terminal that shows one. */
export function styled(style: Style | undefined, text: string, { isTTY }: Stream = process.stdout): string {
  // Not left to Node: it would follow FORCE_COLOR into a pipe, and Node 20 and 22 do not decide alike.
  const wanted = isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return wanted && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
}
