import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { MessageStore } from "../store/messages";
import type { ConnectedClient } from "./clients";
import { clientViews, entryOf } from "./views";
import type { ConsoleEvents } from "./wire";

const topicsPerEvent = 2_000;
const roundMs = 100;
/** Rounds between two looks at the clients. */
const clientsEvery = 10;
/** Rounds between two signs of life, by which a reader that is gone is noticed. */
const aliveEvery = 150;
/** After so long, a reader that was cut off comes again. */
const retryMs = 1_000;
/** Changes that may wait for a slow reader. With more of them, it gets a new snapshot in their place. */
const maxWaiting = 100_000;

/** Tells one reader of the retained messages: a snapshot, then what changes, in server-sent events. */
export class Feed {
  readonly #store: MessageStore;
  readonly #clients: () => Iterable<ConnectedClient>;
  readonly #response: ServerResponse;
  readonly #gone = new AbortController();
  /** Topics that have changed since they were told. */
  readonly #changed = new Set<string>();
  #isBehind = true;
  #toldClients = "";

  constructor(store: MessageStore, clients: () => Iterable<ConnectedClient>, response: ServerResponse) {
    this.#store = store;
    this.#clients = clients;
    this.#response = response;
    response.once("close", () => this.#gone.abort());
  }

  /** Notes that a topic has changed. Whatever becomes of it, a topic waits once. */
  note(topic: string): void {
    if (this.#isBehind) return;
    this.#changed.add(topic);
    if (this.#changed.size <= maxWaiting) return;
    this.#isBehind = true;
    this.#changed.clear();
  }

  /** Tells until the reader is gone. */
  async run(): Promise<void> {
    try {
      await this.#write(`retry: ${retryMs}\n\n`);
      for (let round = 0; ; round++) {
        if (this.#isBehind) await this.#tellSnapshot();
        if (round % clientsEvery === 0) await this.#tellClients();
        if (round % aliveEvery === 0) await this.#write(": alive\n\n");
        await sleep(roundMs, undefined, { signal: this.#gone.signal, ref: false });
        await this.#tellChanges();
      }
    } catch (error) {
      if (!this.#gone.signal.aborted) this.#response.destroy(error as Error);
    }
  }

  async #tellSnapshot(): Promise<void> {
    this.#isBehind = false;
    await this.#tell("snapshot", { now: this.#store.now(), count: this.#store.size });
    let after: string | undefined;
    do {
      const page = this.#store.list(topicsPerEvent, after);
      await this.#tell("topics", page.messages.map(entryOf));
      after = page.next;
    } while (after !== undefined);
    await this.#tellChanges();
    await this.#tell("ready", {});
  }

  async #tellChanges(): Promise<void> {
    // Asked for something, the store drops what has expired.
    void this.#store.size;
    const topics = [...this.#changed];
    this.#changed.clear();
    for (let at = 0; at < topics.length; at += topicsPerEvent) {
      const entries = topics.slice(at, at + topicsPerEvent).map((topic) => {
        const retained = this.#store.get(topic);
        return retained === undefined ? ([topic] as [string]) : entryOf(retained);
      });
      await this.#tell("topics", entries);
    }
  }

  async #tellClients(): Promise<void> {
    const views = clientViews(this.#clients());
    const text = JSON.stringify(views);
    if (text === this.#toldClients) return;
    this.#toldClients = text;
    await this.#tell("clients", views);
  }

  #tell<Name extends keyof ConsoleEvents>(name: Name, data: ConsoleEvents[Name]): Promise<void> {
    return this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Writes, and waits if the reader is slow. What waits in memory is one event at most. */
  async #write(text: string): Promise<void> {
    this.#gone.signal.throwIfAborted();
    if (!this.#response.write(text)) await once(this.#response, "drain", { signal: this.#gone.signal });
  }
}
