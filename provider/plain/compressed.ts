import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** Brotli quality (0 to 11). Above 4 it takes several times as long to save a few percent. */
const QUALITY = 4;

/** A JSON value as one short text: a nested value would cost the engine time for each of its parts, in every preview. */
export function compressed(value: unknown): string {
  const json = Buffer.from(JSON.stringify(value), "utf8");
  return brotliCompressSync(json, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }).toString("base64");
}

/** The value that {@link compressed} has made a text of. */
export function expanded(text: string): unknown {
  return JSON.parse(brotliDecompressSync(Buffer.from(text, "base64")).toString("utf8"));
}
