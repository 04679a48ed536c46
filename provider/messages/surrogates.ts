/** Why a text with a lone surrogate is refused [MQTT-1.5.4-1]. */
export const LONE_SURROGATE = "must not contain a lone surrogate: it has no UTF-8 form";

/** Whether a text contains half of a surrogate pair, so that UTF-8 cannot encode it. */
export function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}
