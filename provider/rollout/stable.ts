import { compressed, expanded } from "../plain/compressed";
import { byCodeUnit } from "../text/order";
import type { DesiredMessage } from "../topics/desired";

/** The message that a topic had when the last change had reached all topics: null if it had none. */
export type StableMessage = DesiredMessage | null;

/** Stable messages by topic, of the topics that have another message now. */
export type StableMessages = ReadonlyMap<string, StableMessage>;

/** How they lie in inputs and state. */
interface Stored {
  version: 1;
  messages: [topic: string, StableMessage][];
}

/** One text, the same for the same messages; undefined if there are none. */
export function writeStable(messages: StableMessages): string | undefined {
  if (messages.size === 0) return undefined;
  const sorted = [...messages].sort(([a], [b]) => byCodeUnit(a, b));
  return compressed({ version: 1, messages: sorted } satisfies Stored);
}

/** The messages that {@link writeStable} has made a text of. */
export function readStable(text: string | undefined): Map<string, StableMessage> {
  return new Map(text === undefined ? [] : (expanded(text) as Stored).messages);
}
