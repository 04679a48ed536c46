/** Stands for a secret in a text, as in Pulumi's own output. */
export const SECRET_TEXT = "[secret]";

/** A text without the texts that are secret. An empty one stands everywhere, and tells nothing. */
export function withoutTexts(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== "").reduce((rest, secret) => rest.replaceAll(secret, SECRET_TEXT), text);
}
