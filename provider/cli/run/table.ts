import { escapeControls } from "../../text/control-characters";
import { line } from "../output";

/** A column of a table. */
export interface Column {
  title: string;
  /** Numbers stand at the right. */
  isNumber?: true;
}

/**
 * Writes rows in aligned columns below a header.
 *
 * @param styleOf the style of each row, by its first cell
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  styleOf: (first: string) => Style | undefined = () => undefined,
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
  for (const row of cells) line(styled(styleOf(row[0] ?? ""), aligned(row)));
}

const styles = { bold: 1, red: 31, green: 32, yellow: 33, magenta: 35 } as const;

export type Style = keyof typeof styles;

/** A text in colour, where standard output is a terminal that wants it. */
function styled(style: Style | undefined, text: string): string {
  const wanted = process.stdout.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return wanted && style !== undefined ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;
}
