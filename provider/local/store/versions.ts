import { expired } from "../../messages/message";
import { bytesOf } from "../../messages/user-properties";
import type { Change, MessageStore } from "./messages";
import type { Retained } from "./retained";

/** How a version of a topic came to its end. */
export type VersionEnd = "replaced" | "cleared" | "expired";

/** A retained message that is no longer live. */
export interface Version {
  retained: Retained;
  /** Versions that ended later have higher numbers. */
  number: number;
  end: VersionEnd;
  /** Milliseconds since 1970. */
  endedAt: number;
}

export interface VersionLimits {
  /** How many versions of one topic are kept. */
  perTopic: number;
  /** Bytes of all versions together. */
  bytes: number;
}

/** What a version takes beside its payload and user properties, roughly. */
const overheadBytes = 512;

interface Kept extends Version {
  bytes: number;
}

/** The last versions of each topic of a store, from now on. Over a limit, the oldest go first. */
export class Versions {
  readonly #limits: VersionLimits;
  readonly #byTopic = new Map<string, Kept[]>();
  /** The topic of each version by its number, the oldest version first. */
  readonly #topics = new Map<number, string>();
  /** It goes on with the map as that changes, so that its next topic is that of the oldest version. */
  readonly #oldestFirst = this.#topics.values();
  #bytes = 0;
  #number = 0;

  constructor(store: MessageStore, limits: VersionLimits = { perTopic: 10, bytes: 16 * 1024 * 1024 }) {
    this.#limits = limits;
    store.onChange((change) => this.#add(change, store.now()));
  }

  /** The versions before the live message of a topic, the newest first. */
  of(topic: string): Version[] {
    return [...(this.#byTopic.get(topic) ?? [])].reverse();
  }

  /** Bytes that are in use. */
  get bytes(): number {
    return this.#bytes;
  }

  #add({ topic, before, after }: Change, now: number): void {
    if (before === undefined) return;
    const bytes = before.message.payload.length + bytesOf(before.message.userProperties) + overheadBytes;
    const number = this.#number++;
    const versions = this.#byTopic.get(topic) ?? [];
    versions.push({ retained: before, end: endOf(before, after, now), endedAt: now, number, bytes });
    this.#byTopic.set(topic, versions);
    this.#topics.set(number, topic);
    this.#bytes += bytes;
    if (versions.length > this.#limits.perTopic) this.#dropOldest(topic);
    while (this.#bytes > this.#limits.bytes) this.#dropOldest(this.#oldestFirst.next().value ?? "");
  }

  #dropOldest(topic: string): void {
    const versions = this.#byTopic.get(topic) ?? [];
    const oldest = versions.shift();
    if (versions.length === 0) this.#byTopic.delete(topic);
    if (oldest === undefined) return;
    this.#topics.delete(oldest.number);
    this.#bytes -= oldest.bytes;
  }
}

function endOf({ message, publishedAt }: Retained, after: Retained | undefined, now: number): VersionEnd {
  if (after !== undefined) return "replaced";
  return expired(message.messageExpiry, publishedAt, now) ? "expired" : "cleared";
}
