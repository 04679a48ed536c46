import { escapeControls } from "../../text/control-characters";
import { formatCount } from "../../text/counts";

/** Characters of a table. A comment on GitHub has 65,536 at most, and some are for what stands around it. */
const MAX_CHARACTERS = 60_000;

const head = "| | Topic | Change |\n|---|---|---|\n";

/**
 * A difference as Markdown: the counts, and a table of the topics. If the table is too long for a comment, it ends with how
 * many topics are left out.
 */
export function markdownOf(
  rows: readonly (readonly [sign: string, topic: string, what: string])[],
  counts: string,
): string {
  const title = `**${counts}**`;
  if (rows.length === 0) return title;
  const lines: string[] = [];
  let length = title.length + head.length;
  for (const [sign, topic, what] of rows) {
    const row = `| ${code(sign)} | ${code(topic)} | ${plain(what)} |`;
    length += row.length + 1;
    if (length > MAX_CHARACTERS) break;
    lines.push(row);
  }
  const left = rows.length - lines.length;
  const more = left === 0 ? "" : `\n\n…and ${formatCount(left)} more.`;
  return `${title}\n\n${head}${lines.join("\n")}${more}`;
}

/** A text in which nothing has a meaning. The fence is longer than any run of backticks in it. */
function code(text: string): string {
  const shown = escapeControls(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$|^ | $/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A text as it stands: what Markdown or HTML would take for something is escaped. */
function plain(text: string): string {
  return escapeControls(text).replace(/[\\`*_{}[\]<>#|!~@&]/g, (character) => `\\${character}`);
}
