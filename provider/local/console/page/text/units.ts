const number = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

const steps: [seconds: number, name: string][] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
];

export function countText(count: number, what?: string): string {
  const text = number.format(count);
  return what === undefined ? text : `${text} ${what}${count === 1 ? "" : "s"}`;
}

export function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kilobytes = bytes / 1_024;
  return kilobytes < 1_024 ? `${decimal.format(kilobytes)} KB` : `${decimal.format(kilobytes / 1_024)} MB`;
}

export function timeText(time: number): string {
  // No date can hold some numbers.
  return Number.isFinite(new Date(time).getTime()) ? dateTime.format(time) : String(time);
}

/** How long ago, in its largest unit. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const [unit, name] = steps.find(([unit]) => seconds >= unit) ?? [1, "s"];
  return `${Math.floor(seconds / unit)}${name}`;
}

/** How long to go, in its two largest units. */
export function countdownText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const index = steps.findIndex(([unit]) => seconds >= unit);
  if (index < 0) return `${seconds}s`;
  const [unit, name] = steps[index] ?? [1, "s"];
  const [smaller, smallerName] = steps[index + 1] ?? [1, "s"];
  return `${Math.floor(seconds / unit)}${name} ${Math.floor((seconds % unit) / smaller)}${smallerName}`;
}
