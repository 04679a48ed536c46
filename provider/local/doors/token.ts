import { createHash } from "node:crypto";

/** Texts of any length as bytes of one length, which can be compared without telling how much of them is equal. */
export function sha256Bytes(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
