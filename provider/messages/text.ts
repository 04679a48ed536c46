/** What is wrong with a text that {@link hasLoneSurrogate}. */
export const LONE_SURROGATE = "must not contain a lone surrogate: it has no UTF-8 form";

export function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}

/** What stands for a secret in a text, as in Pulumi's own output. */
export const SECRET_TEXT = "[secret]";
