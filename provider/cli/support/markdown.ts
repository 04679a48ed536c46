import { escapeControls } from "../../text/control-characters";
import { formatCount } from "../../text/counts";

/** Characters of a difference. A comment on GitHub has 65,536 at most, and some are for what stands around it. */
const MAX_CHARACTERS = 60_000;

const head = "| | Topic | Change |\n|---|---|---|\n";

/**
 * A difference as Markdown: the counts, a table of the topics, and the payloads. What is too long for a comment is left out,
 * and counted.
 *
 * @param payloads the lines of each difference of payloads
 */
export function markdownOf(
  rows: readonly (readonly [sign: string, topic: string, what: string])[],
  counts: string,
  payloads: readonly (readonly string[])[] = [],
): string {
  const title = `**${counts}**`;
  if (rows.length === 0) return title;
  const table = fitting(
    rows.map(([sign, topic, what]) => `| ${code(sign)} | ${code(topic)} | ${plain(what)} |`),
    title.length + head.length,
  );
  const blocks = fitting(payloads.map(fenced), table.length);
  const more = (left: number, what: string) => (left === 0 ? [] : [`…and ${formatCount(left)} more${what}.`]);
  return [
    title,
    head + table.parts.join("\n"),
    ...more(rows.length - table.parts.length, ""),
    ...blocks.parts,
    ...more(payloads.length - blocks.parts.length, " with other payloads"),
  ].join("\n\n");
}

/** The first parts that fit, after so many characters. */
function fitting(all: readonly string[], before: number): { parts: string[]; length: number } {
  const parts: string[] = [];
  let length = before;
  for (const part of all) {
    if (length + part.length + 2 > MAX_CHARACTERS) break;
    length += part.length + 2;
    parts.push(part);
  }
  return { parts, length };
}

/** Lines as a block of code. Its fence is longer than any run of backticks in them. */
function fenced(lines: readonly string[]): string {
  const text = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}diff\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
}

/** A text in which nothing has a meaning. The fence is longer than any run of backticks in it. */
function code(text: string): string {
  const shown = escapeControls(text).replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = /^`|`$|^ | $/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A text as it stands: what Markdown or HTML would take for something is escaped. */
function plain(text: string): string {
  return escapeControls(text).replace(/[\\`*_{}[\]<>#|!~@&]/g, (character) => `\\${character}`);
}
