/** The issue of a number that is not {@link isCarried}. */
export const NOT_CARRIED = "a number that JSON cannot carry exactly; write it as a string";

/**
 * Whether a decimal number is published as itself. RFC 8785 writes numbers as doubles, and receivers read them as such. A
 * whole number has to stay the same, and no number may become infinity or zero. A fraction may be rounded to the nearest
 * double.
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

/**
 * The digits of a number without zeros at either end, and the power of ten of its last digit. The sign is left out, since
 * a double always keeps it.
 */
function decimal(text: string): { digits: string; exponent: number } {
  const [, whole = "", fraction = "", power = "0"] = /^[-+]?(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  const written = (whole + fraction).replace(/^0+/, "");
  const digits = written.replace(/0+$/, "");
  return { digits, exponent: Number(power) - fraction.length + written.length - digits.length };
}
