/** A stream that may be a terminal. */
export interface Stream {
  readonly isTTY?: boolean;
}

/** Whether somebody sees what is written to a stream, and then it is gone. In CI a terminal is a log, which is kept. */
export function isWatched({ isTTY = false }: Stream): boolean {
  const ci = process.env["CI"] ?? "";
  return isTTY && ["", "0", "false"].includes(ci);
}
