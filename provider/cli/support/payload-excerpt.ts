import { utf8 } from "../../messages/utf8";
import { escapeControls } from "../../text/control-characters";
import { bytes } from "./format";

/** The most characters that are shown of a text, and the most bytes of anything else. */
const [CHARACTERS, BYTES] = [2_000, 256];

const first40Lines = /^(?:[^\n]*\n?){0,40}/;

/** A payload as lines for a terminal: a text as it stands, other bytes as hexadecimal digits, and of both a beginning. */
export function payloadExcerpt(payload: Uint8Array): string[] {
  const { lines, size } = textExcerpt(payload) ?? hexExcerpt(payload);
  if (size === payload.length) return lines;
  return [...lines, `(the first ${bytes(size)} of ${bytes(payload.length)}; \`--raw\` prints all)`];
}

/** Some lines of a payload, and the number of bytes that they show. */
interface Excerpt {
  lines: string[];
  size: number;
}

function textExcerpt(payload: Uint8Array): Excerpt | undefined {
  const text = utf8(payload);
  if (text === undefined) return undefined;
  // Not half of a character that is two code units.
  const start = text.slice(0, CHARACTERS).replace(/[\ud800-\udbff]$/, "");
  const shown = first40Lines.exec(start)?.[0] ?? "";
  const lines = shown.replace(/\n$/, "").split("\n");
  return { lines: lines.map((line) => escapeControls(line, "\t")), size: Buffer.byteLength(shown) };
}

function hexExcerpt(payload: Uint8Array): Excerpt {
  const shown = payload.subarray(0, BYTES);
  const lines =
    Buffer.from(shown)
      .toString("hex")
      .match(/.{1,32}/g) ?? [];
  return { lines: lines.map((line) => line.replace(/..(?=.)/g, "$& ")), size: shown.length };
}
