import { expired, type Message } from "../messages/message";

/** A publish that has arrived, by HTTP or MQTT, and goes on to the subscribers. */
export interface IncomingPublish {
  message: Message;
  retain: boolean;
  /** Milliseconds since 1970. */
  publishedAt: number;
  /** The MQTT client that published the message; undefined for HTTP. */
  clientId: string | undefined;
}

/** A retained message. */
export interface Retained {
  message: Message;
  /** Milliseconds since 1970. */
  publishedAt: number;
}

/** Part of the retained messages in topic order. */
export interface Page {
  messages: Retained[];
  /** Topic after which the next page begins; undefined after the last page. */
  next: string | undefined;
}

/** The retained messages of one endpoint. Every publish goes through it. */
export class MessageStore {
  readonly #now: () => number;
  readonly #retained = new Map<string, Retained>();
  readonly #listeners = new Set<(publication: IncomingPublish) => void>();
  #topics: string[] | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }

  /** Calls `listener` for every publish from now on. */
  onPublish(listener: (publication: IncomingPublish) => void): void {
    this.#listeners.add(listener);
  }

  /** Stores the message if it is to be retained, and calls the listeners. */
  publish(message: Message, { retain, clientId }: { retain: boolean; clientId?: string }): void {
    const publishedAt = this.#now();
    if (retain) this.#keep({ message, publishedAt });
    for (const listener of this.#listeners) listener({ message, retain, publishedAt, clientId });
  }

  /** The retained message of a topic. */
  get(topic: string): Retained | undefined {
    const retained = this.#retained.get(topic);
    if (retained === undefined || this.#isLive(retained)) return retained;
    this.#drop(topic);
    return undefined;
  }

  /** At most `max` messages whose topics come after `after`. */
  list(max: number, after: string | undefined): Page {
    const topics = this.#sortedTopics();
    const messages: Retained[] = [];
    for (let i = after === undefined ? 0 : firstAfter(topics, after); i < topics.length; i++) {
      const retained = this.#retained.get(topics[i] ?? "");
      if (retained === undefined || !this.#isLive(retained)) continue;
      if (messages.length === max) return { messages, next: messages.at(-1)?.message.topic };
      messages.push(retained);
    }
    return { messages, next: undefined };
  }

  /** An empty payload clears the topic and is not stored itself [MQTT-3.3.1-6], [MQTT-3.3.1-7]. */
  #keep(retained: Retained): void {
    const { topic, payload } = retained.message;
    if (payload.length === 0) {
      this.#drop(topic);
      return;
    }
    if (!this.#retained.has(topic)) this.#topics = undefined;
    this.#retained.set(topic, retained);
  }

  #drop(topic: string): void {
    if (this.#retained.delete(topic)) this.#topics = undefined;
  }

  /**
   * AWS does not document whether Get and List return an expired message. Here they do not, since subscribers do not get
   * it either.
   */
  #isLive({ message, publishedAt }: Retained): boolean {
    return !expired(message.messageExpiry, publishedAt, this.#now());
  }

  /** The sorted topics. They are kept for all pages of a listing, until a topic is added or cleared. */
  #sortedTopics(): string[] {
    this.#topics ??= [...this.#retained.keys()].sort();
    return this.#topics;
  }
}

/** Index of the first topic greater than `topic`. */
function firstAfter(sorted: readonly string[], topic: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") > topic) high = middle;
    else low = middle + 1;
  }
  return low;
}
