import { formatCount } from "../../text/counts";
import type { Seen } from "./reading";
import { table } from "./table";

const units = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
] as const;

/** How long ago a time is: `5 s`, `12 min`, `3 h`, `8 d`. */
export function age(time: number, now = Date.now()): string {
  // The broker's clock may be ahead of this one.
  const seconds = Math.max(0, Math.floor((now - time) / 1000));
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${formatCount(Math.floor(seconds / size))} ${unit}`;
}

/** Bytes as they are read: `1,200 B`. */
export function bytes(size: number): string {
  return `${formatCount(size)} B`;
}

/** `1 message`, `1,200 messages`. */
export function messages(total: number): string {
  return total === 1 ? "1 message" : `${formatCount(total)} messages`;
}

/** What was asked for, after "messages". */
export function of({ prefix, owner }: { prefix?: string; owner?: string }): string {
  return `${owner === undefined ? "" : ` of ${owner}`}${prefix === undefined ? "" : ` under ${prefix}`}`;
}

/** Writes a table of messages. */
export function listing(found: readonly Seen[]): void {
  table(
    [
      { title: "TOPIC" },
      { title: "SIZE", isNumber: true },
      { title: "AGE", isNumber: true },
      { title: "OWNER" },
      { title: "RESOURCE" },
    ],
    found.map(({ topic, payloadSize, lastModifiedTime, owner, name }) => [
      topic,
      bytes(payloadSize),
      age(lastModifiedTime),
      owner ?? "-",
      name ?? "-",
    ]),
  );
}
