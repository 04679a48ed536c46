/** Decodes base64 strictly; undefined if the text is no base64. */
export function decodeBase64(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : undefined;
}
