import { isExtra } from "../messages/extra";
import type { MessageValue } from "../messages/message-value";
import { setOwn } from "../plain/objects";
import { isUnknown } from "../pulumi/unknowns";
import { changedParts } from "../topics/changes";
import type { StableMessage, StableMessages } from "./stable";
import { type ForAll, hasBytes, messageWithin, sameForAll, wholeMessage } from "./whole-message";

/** The messages of a set, and what it says of all. */
export interface Messages {
  all: ForAll;
  /** By topic. The inputs of a state may hold extras among them. */
  messages: Readonly<Record<string, unknown>>;
}

/** What a set has now. */
export interface Current extends Messages {
  /** Of the topics that do not have their stable message. */
  stable: StableMessages;
}

/** What a set is to have now, so that a change has reached some topics and not the others. */
export interface RolledOut extends Current {
  messages: Record<string, unknown>;
  stable: Map<string, StableMessage>;
  /** Topics whose declared message is another one than the stable one, or new. */
  changing: number;
  /** Those of them that do not get it yet. */
  waiting: string[];
  /** Those of them that have no message until they get it. */
  waitingNew: string[];
  /** Topics that are not declared any more, and keep their message until the rollout is complete. */
  kept: string[];
  /** Topics whose stable message cannot be published again, since nobody has its bytes. */
  irreversible: string[];
  /** Those of them that wait, and keep another message than the stable one. */
  stuck: string[];
}

/**
 * Decides for each topic whether it has the declared message or the stable one.
 *
 * The defaults stay those of the stable messages, so that a message changes in the inputs only if it changes for devices.
 *
 * @param current undefined before the create
 * @param isOthers whether another resource of the program declares a topic
 */
export function rollOut(
  current: Current | undefined,
  declared: Messages,
  isEarly: (topic: string) => boolean,
  isOthers: (topic: string) => boolean = () => false,
): RolledOut {
  const before = current ?? { all: declared.all, messages: {}, stable: new Map() };
  const now: RolledOut = {
    all: before.all,
    messages: {},
    stable: new Map(),
    changing: 0,
    waiting: [],
    waitingNew: [],
    kept: [],
    irreversible: [],
    stuck: [],
  };
  const one = new OneTopic(before, declared, now, sameForAll(before.all, declared.all));
  for (const topic of Object.keys(declared.messages)) one.declared(topic, isEarly);
  for (const topic of new Set([...Object.keys(before.messages), ...before.stable.keys()])) {
    // A topic that has moved is the other resource's from now on.
    if (!Object.hasOwn(declared.messages, topic) && !isOthers(topic)) one.undeclared(topic);
  }
  return now;
}

/** Decides about one topic after another. */
class OneTopic {
  constructor(
    private readonly before: Current,
    private readonly wanted: Messages,
    private readonly now: RolledOut,
    private readonly isSameForAll: boolean,
  ) {}

  declared(topic: string, isEarly: (topic: string) => boolean): void {
    const { before, now, isSameForAll } = this;
    const value = this.wanted.messages[topic];
    // Most messages of most changes.
    const isAsBefore = isSameForAll && value === messageOf(before, topic) && !before.stable.has(topic);
    const stable = isAsBefore ? undefined : this.stableOf(topic);
    if (stable === undefined || (stable !== null && !this.differs(stable, value))) {
      this.set(topic, this.asDeclared(value));
      return;
    }
    now.changing++;
    if (stable !== null && !hasBytes(stable)) now.irreversible.push(topic);
    if (isEarly(topic)) {
      now.stable.set(topic, stable);
      this.set(topic, this.asDeclared(value));
      return;
    }
    now.waiting.push(topic);
    if (stable === null) {
      now.waitingNew.push(topic);
      // What somebody else has there is looked at when the rollout reaches it.
      const extra = before.messages[topic];
      if (isExtra(extra)) this.set(topic, extra);
    }
    // If nobody has the message of before, a new one is better than an empty topic.
    else this.set(topic, this.kept(topic, stable) ?? this.asDeclared(value));
  }

  undeclared(topic: string): void {
    const { before, now } = this;
    const stable = isExtra(before.messages[topic]) ? null : this.stableOf(topic);
    // It is an extra, or has come with this rollout.
    if (stable === null) return;
    now.kept.push(topic);
    this.set(topic, this.kept(topic, stable));
  }

  /** What a topic keeps: the stable message or, if nobody has its bytes, the one that it has. */
  private kept(topic: string, stable: StableMessage & object): MessageValue | undefined {
    const { before } = this;
    if (before.stable.has(topic)) {
      if (hasBytes(stable)) return messageWithin(before.all, stable);
      this.now.stable.set(topic, stable);
      this.now.stuck.push(topic);
    }
    return messageOf(before, topic);
  }

  private stableOf(topic: string): StableMessage {
    const { before } = this;
    const stable = before.stable.get(topic);
    if (stable !== undefined) return stable;
    const had = messageOf(before, topic);
    return had === undefined ? null : wholeMessage(before.all, had);
  }

  private differs(stable: StableMessage & object, value: unknown): boolean {
    if (isUnknown(value) || isUnknown(this.wanted.all)) return true;
    return changedParts(stable, wholeMessage(this.wanted.all, value as MessageValue)).length > 0;
  }

  /** A declared message within the defaults of before. */
  private asDeclared(value: unknown): unknown {
    const { before, wanted, isSameForAll } = this;
    return isSameForAll ? value : messageWithin(before.all, wholeMessage(wanted.all, value as MessageValue));
  }

  private set(topic: string, value: unknown): void {
    if (value !== undefined) setOwn(this.now.messages, topic, value);
  }
}

function messageOf({ messages }: Messages, topic: string): MessageValue | undefined {
  const value = Object.hasOwn(messages, topic) ? messages[topic] : undefined;
  return isExtra(value) ? undefined : (value as MessageValue | undefined);
}
