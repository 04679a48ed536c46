import { readFileSync } from "node:fs";
import { utf8 } from "../../messages/utf8";
import { codeOf } from "./files-error";
import type { FoundFile } from "./tree";

/** Why a file cannot be read. */
interface Unreadable {
  issues: string[];
}

/** Reads the bytes of a file that was found in a folder. */
export function bytesOf(
  { path, size }: Pick<FoundFile, "path" | "size">,
  most: number,
): { bytes: Buffer } | Unreadable {
  if (size > most) return { issues: [`expected at most ${most} bytes, got ${size}`] };
  try {
    return { bytes: readFileSync(path) };
  } catch (error) {
    return { issues: [`cannot be read (${codeOf(error)})`] };
  }
}

/** Reads the text of a file that was found in a folder. */
export function textOf(found: Pick<FoundFile, "path" | "size">, most: number): { text: string } | Unreadable {
  const read = bytesOf(found, most);
  if ("issues" in read) return read;
  const text = utf8(read.bytes);
  return text === undefined ? { issues: ["expected UTF-8"] } : { text };
}
