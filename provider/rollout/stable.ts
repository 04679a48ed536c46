import { compressed, expanded } from "../plain/compressed";
import { byCodeUnit } from "../text/order";
import type { DesiredMessage } from "../topics/desired";

/** The message that a topic had when the last change had reached all topics: null if it had none. */
export type StableMessage = DesiredMessage | null;

/** Stable messages by topic, of the topics that have another message now. */
export type StableMessages = ReadonlyMap<string, StableMessage>;

/** What a state keeps of a rollout. */
export interface Stable {
  messages: StableMessages;
  /** New topics that it has not reached. */
  waiting: readonly string[];
}

/** How it lies in inputs and state. */
interface Stored {
  version: 1;
  messages: [topic: string, StableMessage][];
  waiting: readonly string[];
}

/** One text, the same for the same messages and topics; undefined if there are none. */
export function writeStable({ messages, waiting }: Stable): string | undefined {
  if (messages.size === 0 && waiting.length === 0) return undefined;
  const sorted = [...messages].sort(([a], [b]) => byCodeUnit(a, b));
  return compressed({ version: 1, messages: sorted, waiting: [...waiting].sort(byCodeUnit) } satisfies Stored);
}

/** What {@link writeStable} has made a text of. */
export function readStable(text: string | undefined): Stable & { messages: Map<string, StableMessage> } {
  if (text === undefined) return { messages: new Map(), waiting: [] };
  const { messages, waiting } = expanded(text) as Stored;
  return { messages: new Map(messages), waiting };
}
