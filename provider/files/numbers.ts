/** What is wrong with a number that {@link isCarried} refuses. */
export const NOT_CARRIED = "a number that JSON cannot carry exactly; write it as a string";

/**
 * Whether a number in decimal is published as itself. Receivers read a double, in which RFC 8785 writes it: a whole
 * number has to stay the same, a fraction becomes the nearest one, and nothing becomes infinity or zero.
 */
export function isCarried(text: string): boolean {
  const value = Number(text);
  if (!Number.isFinite(value)) return false;
  const { digits, exponent } = decimal(text);
  if (digits === "" || value === 0) return digits === "";
  if (exponent < 0) return true;
  const published = decimal(String(value));
  return published.digits === digits && published.exponent === exponent;
}

/** Digits without zeros at either end, and the power of ten of the last of them; the sign is not lost by any number. */
function decimal(text: string): { digits: string; exponent: number } {
  const [, whole = "", fraction = "", power = "0"] = /^[-+]?(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  const written = (whole + fraction).replace(/^0+/, "");
  const digits = written.replace(/0+$/, "");
  return { digits, exponent: Number(power) - fraction.length + written.length - digits.length };
}
