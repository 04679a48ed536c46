import type { Retained } from "./retained";

/** Keeps retained messages beyond the end of the process. */
export interface Journal {
  /** The messages that were kept. */
  load(): Iterable<Retained>;
  /** Keeps a message in the place of any on the same topic. A message that is kept survives the end of the process. */
  put(retained: Retained): void;
  remove(topic: string): void;
  close(): void;
}
