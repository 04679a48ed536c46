import { structuredPatch } from "diff";
import { utf8 } from "../../messages/utf8";
import { escapeControls } from "../../text/control-characters";
import { jsonLines, lineText } from "../../text/json-lines";
import type { Payloads, Row } from "./diff-rows";
import { bytes } from "./format";

/** Two texts that have little in common take too long to compare, in milliseconds. */
const TIMEOUT = 1000;

/**
 * The payloads of a row as a unified difference: from what is live to what is declared. JSON is compared line by line, one
 * value a line, and other text as it stands. Each line is one that a terminal shows as it is.
 *
 * @returns nothing if the payloads are equal, or may not be shown
 */
export function payloadDifference({ topic, payloads }: Row): string[] {
  if (payloads === undefined) return [];
  const lines = differenceOf(payloads);
  if (lines.length === 0) return [];
  const name = (side: keyof Payloads) => (payloads[side] === undefined ? "/dev/null" : `${side}/${topic}`);
  return [`--- ${name("live")}`, `+++ ${name("declared")}`, ...lines].map((text) => escapeControls(text));
}

function differenceOf({ live, declared }: Payloads): string[] {
  if (live !== undefined && declared !== undefined && Buffer.compare(live, declared) === 0) return [];
  const [before, after] = [textOf(live), textOf(declared)];
  if (before === undefined || after === undefined) return [`Binary: ${sizeText(live)} -> ${sizeText(declared)}`];
  if (before === after) return ["The same JSON, with other white space"];
  const patch = structuredPatch("", "", before, after, "", "", { context: 3, timeout: TIMEOUT });
  if (patch === undefined) return [`Too different to compare: ${sizeText(live)} -> ${sizeText(declared)}`];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${rangeText(oldStart, oldLines)} +${rangeText(newStart, newLines)} @@`,
    ...lines,
  ]);
}

/** A range of no lines stands before the first line. */
function rangeText(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/** A payload as a text of lines: JSON has one value a line; undefined if it is no text. */
function textOf(payload: Uint8Array | undefined): string | undefined {
  const text = payload === undefined ? "" : utf8(payload);
  if (text === undefined) return undefined;
  return (
    jsonLines(text)
      ?.map((line) => `${lineText(line)}\n`)
      .join("") ?? text
  );
}

function sizeText(payload: Uint8Array | undefined): string {
  return payload === undefined ? "none" : bytes(payload.length);
}
