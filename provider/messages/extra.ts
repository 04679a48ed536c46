/** A message under an exclusive prefix that is not the set's. Its bytes never enter the state. */
export interface Extra {
  payloadSize: number;
  payloadSha256: string;
}

/** Whether a value among the messages of the inputs stands for an extra, as a refresh puts it there. */
export function isExtra(value: unknown): value is Extra {
  return typeof value === "object" && value !== null && "payloadSha256" in value;
}
