/** What is wrong with a text that {@link hasLoneSurrogate}. */
export const LONE_SURROGATE = "must not contain a lone surrogate: it has no UTF-8 form";

export function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}
