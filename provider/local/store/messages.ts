import BTree from "sorted-btree";
import type { Message } from "../../messages/message";
import { Deadlines } from "./deadlines";
import type { Journal } from "./journal";
import { type IncomingPublish, Retained } from "./retained";
import { Snapshots } from "./snapshots";

/** Part of the retained messages in topic order. */
export interface Page {
  messages: Retained[];
  /** Topic after which the next page begins; undefined after the last page. */
  next: string | undefined;
}

/** What has become of the retained message of a topic: `after` is undefined if it was cleared or has expired. */
export interface Change {
  topic: string;
  before: Retained | undefined;
  after: Retained | undefined;
}

/**
 * The retained messages of one endpoint. Every publish goes through it.
 *
 * AWS does not document whether Get and List return an expired message. Here they do not, since subscribers do not get it
 * either.
 */
export class MessageStore {
  readonly #now: () => number;
  readonly #journal: Journal | undefined;
  readonly #retained = new BTree<string, Retained>();
  readonly #snapshots: Snapshots<string, Retained>;
  readonly #expiries = new Deadlines();
  readonly #onPublish = new Set<(publication: IncomingPublish) => void>();
  readonly #onChange = new Set<(change: Change) => void>();

  /**
   * @param journal keeps the messages beyond the end of the process; without it they are in memory only
   * @param mayLag whether listings may be asked for as they were before
   */
  constructor(now: () => number, journal?: Journal, mayLag = false) {
    this.#now = now;
    this.#snapshots = new Snapshots(this.#retained, mayLag);
    for (const retained of journal?.load() ?? []) this.#put(retained);
    // From here on, what has expired meanwhile is also removed from the journal.
    this.#journal = journal;
  }

  now(): number {
    return this.#now();
  }

  /** The number of messages. */
  get size(): number {
    this.#dropExpired();
    return this.#retained.size;
  }

  /** Calls `listener` for every publish from now on. */
  onPublish(listener: (publication: IncomingPublish) => void): void {
    this.#onPublish.add(listener);
  }

  /** Calls `listener` for every change of a retained message from now on. */
  onChange(listener: (change: Change) => void): void {
    this.#onChange.add(listener);
  }

  /**
   * Stores the message if it is to be retained, and calls the listeners.
   *
   * @throws Error if the journal cannot be written; the message is then neither stored nor delivered
   */
  publish(message: Message, { retain, clientId }: { retain: boolean; clientId?: string }): void {
    this.#dropExpired();
    const publishedAt = this.#now();
    if (retain) this.#keep(new Retained(message, publishedAt));
    for (const listener of this.#onPublish) listener({ message, retain, publishedAt, clientId });
  }

  /** The retained message of a topic. */
  get(topic: string): Retained | undefined {
    this.#dropExpired();
    return this.#retained.get(topic);
  }

  /**
   * At most `max` messages whose topics come after `after`.
   *
   * @param lag lists what there was so many milliseconds ago, as far as that is known
   */
  list(max: number, after: string | undefined, lag = 0): Page {
    this.#dropExpired();
    const listed = lag === 0 ? this.#retained : this.#snapshots.at(this.#now() - lag);
    const found: Retained[] = [];
    // The range begins with `after` itself, if that still is a topic.
    listed.forRange(after ?? "", listed.maxKey() ?? "", true, (_, retained) => {
      found.push(retained);
      return found.length > max + 1 ? { break: true } : undefined;
    });
    const rest = found[0]?.message.topic === after ? found.slice(1) : found;
    const messages = rest.slice(0, max);
    return { messages, next: rest.length > max ? messages.at(-1)?.message.topic : undefined };
  }

  /** An empty payload clears the topic and is not stored itself [MQTT-3.3.1-6], [MQTT-3.3.1-7]. */
  #keep(retained: Retained): void {
    const { topic, payload } = retained.message;
    if (payload.length === 0) {
      this.#drop(topic);
      return;
    }
    this.#journal?.put(retained);
    this.#snapshots.take(this.#now());
    const before = this.#retained.get(topic);
    this.#put(retained);
    this.#tell({ topic, before, after: retained });
  }

  #put(retained: Retained): void {
    const { topic, messageExpiry } = retained.message;
    this.#retained.set(topic, retained);
    this.#expiries.set(topic, messageExpiry === undefined ? undefined : retained.publishedAt + messageExpiry * 1000);
  }

  #drop(topic: string): void {
    const before = this.#retained.get(topic);
    if (before === undefined) return;
    this.#journal?.remove(topic);
    this.#snapshots.take(this.#now());
    this.#retained.delete(topic);
    this.#expiries.delete(topic);
    this.#tell({ topic, before, after: undefined });
  }

  #dropExpired(): void {
    for (const topic of this.#expiries.due(this.#now())) this.#drop(topic);
  }

  #tell(change: Change): void {
    for (const listener of this.#onChange) listener(change);
  }
}
