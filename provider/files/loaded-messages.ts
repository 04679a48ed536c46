import { messageAmong } from "../messages/message-value";
import type { PropertyBag } from "../pulumi/property-bag";
import { isRecord } from "../validation/is-record";
import { type InCode, messageDigest, writeInCode } from "./in-code";

/** A message by its topic, as a resource declares it. */
type DeclaredMessage = readonly [topic: string, message: unknown];

/** The messages that a resource declares among its arguments. */
export function messagesDeclared({ messages, topic, ...args }: PropertyBag): DeclaredMessage[] {
  if (isRecord(messages)) return Object.entries(messages);
  return typeof topic === "string" ? [[topic, messageAmong(args)]] : [];
}

/** One call that has loaded messages. */
type Load = object;

/** A topic of files, as it was loaded. */
interface Loaded {
  /** Digests of its message; several if several calls have loaded it, and none if the program has moved a message there. */
  digests: string[];
  /** The calls that have loaded it. */
  loads: Set<Load>;
  /** Whether a resource declares it. */
  isUsed: boolean;
}

/** The messages that one run of a program has loaded from files. It tells what the program has made of them. */
export class LoadedMessages {
  private readonly byTopic = new Map<string, Loaded>();

  /** @param before what was loaded before this run, such as by a module that all runs of a process share */
  constructor(private readonly before?: LoadedMessages) {}

  /**
   * Notes messages as they stand in files.
   *
   * @param moved topics to which the program has moved some of them
   */
  note(messages: Iterable<DeclaredMessage>, moved: readonly string[] = []): void {
    const load: Load = {};
    for (const [topic, message] of messages) {
      const digest = messageDigest(message);
      if (digest === undefined) continue;
      const found = this.noted(topic, load);
      found.digests.push(digest);
    }
    for (const topic of moved) this.noted(topic, load);
  }

  private noted(topic: string, load: Load): Loaded {
    const found = this.byTopic.get(topic) ?? { digests: [], loads: new Set(), isUsed: false };
    found.loads.add(load);
    this.byTopic.set(topic, found);
    return found;
  }

  /** Notes that a resource declares topics: then no other resource has left them out. */
  use(topics: Iterable<string>): void {
    for (const topic of topics) {
      const loaded = this.find(topic);
      if (loaded !== undefined) loaded.isUsed = true;
    }
  }

  /** What the program has made of the files for a resource that declares these messages. */
  inCode(messages: Iterable<DeclaredMessage>): InCode {
    const changed = new Map<string, string | undefined>();
    const loads = new Set<Load>();
    let isFromFiles = false;
    for (const [topic, message] of messages) {
      const loaded = this.find(topic);
      if (loaded === undefined) {
        changed.set(topic, undefined);
        continue;
      }
      isFromFiles = true;
      loaded.isUsed = true;
      for (const load of loaded.loads) loads.add(load);
      const digest = messageDigest(message);
      if (digest === undefined || !loaded.digests.includes(digest)) changed.set(topic, loaded.digests.at(-1));
    }
    return isFromFiles ? writeInCode({ changed, leftOut: this.leftOut(loads) }) : true;
  }

  /** What was loaded together with messages of a resource, and is declared by none. */
  private leftOut(loads: ReadonlySet<Load>): Map<string, string> {
    const topics = new Map(this.before?.leftOut(loads));
    for (const [topic, { digests, loads: of, isUsed }] of this.byTopic) {
      const [digest] = digests.slice(-1);
      if (!isUsed && digest !== undefined && [...of].some((load) => loads.has(load))) topics.set(topic, digest);
    }
    return topics;
  }

  private find(topic: string): Loaded | undefined {
    return this.byTopic.get(topic) ?? this.before?.find(topic);
  }
}
