import type { QoS } from "../../messages/message";
import type { TopicFilter } from "./topic-filter";

export interface Subscription {
  filter: TopicFilter;
  qos: QoS;
  noLocal: boolean;
  retainAsPublished: boolean;
}

/** The members of one shared subscription. They get its messages in turn. */
export class Group<S> {
  readonly members = new Map<S, Subscription>();
  #turn = 0;

  /** The member whose turn it is, of those that can take a message now, or of all if none can. */
  next(canTake: (member: S) => boolean): [S, Subscription] | undefined {
    const able = [...this.members].filter(([member]) => canTake(member));
    const candidates = able.length > 0 ? able : [...this.members];
    return candidates[this.#turn++ % candidates.length];
  }
}

/** One level of the filters, and those that end with it. */
class Level<S> {
  readonly below = new Map<string, Level<S>>();
  readonly members = new Map<S, Subscription>();
  readonly groups = new Map<string, Group<S>>();

  get isEmpty(): boolean {
    return this.below.size === 0 && this.members.size === 0 && this.groups.size === 0;
  }
}

/** The subscriptions that a topic reaches: those of single subscribers, a map for each filter, and shared ones. */
export interface Reached<S> {
  members: ReadonlyMap<S, Subscription>[];
  groups: Group<S>[];
}

/**
 * The subscriptions of all subscribers, by the levels of their filters. A publish looks only at the filters that reach it,
 * however many there are.
 *
 * @typeParam S stands for a subscriber
 */
export class SubscriptionTree<S> {
  readonly #root = new Level<S>();

  get isEmpty(): boolean {
    return this.#root.isEmpty;
  }

  /** Adds a subscription, or replaces the subscriber's one with the same filter. */
  set(subscriber: S, subscription: Subscription): void {
    const { levels, group } = subscription.filter;
    let level = this.#root;
    for (const name of levels) level = getOrAdd(level.below, name, () => new Level());
    const members = group === undefined ? level.members : getOrAdd(level.groups, group, () => new Group()).members;
    members.set(subscriber, subscription);
  }

  /** Removes a subscription, and all levels that held nothing else. */
  delete(subscriber: S, { levels, group }: TopicFilter): void {
    const path = [this.#root];
    for (const name of levels) {
      const next = path.at(-1)?.below.get(name);
      if (next === undefined) return;
      path.push(next);
    }
    const last = path[levels.length] as Level<S>;
    if (group === undefined) last.members.delete(subscriber);
    else {
      const shared = last.groups.get(group);
      shared?.members.delete(subscriber);
      if (shared?.members.size === 0) last.groups.delete(group);
    }
    for (let depth = levels.length; depth > 0 && path[depth]?.isEmpty; depth--) {
      path[depth - 1]?.below.delete(levels[depth - 1] as string);
    }
  }

  /**
   * The subscriptions whose filters match a topic. `#` stands for one level or more. AWS differs from [MQTT-4.7.1-2] in
   * this: there, `sensor/#` also matches `sensor`.
   *
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html (differences from the MQTT specifications)
   */
  match(topic: string): Reached<S> {
    const reached: Reached<S> = { members: [], groups: [] };
    collect(this.#root, topic.split("/"), 0, reached);
    return reached;
  }
}

function collect<S>(level: Level<S>, topic: readonly string[], depth: number, reached: Reached<S>): void {
  const name = topic[depth];
  if (name === undefined) {
    add(level, reached);
    return;
  }
  const same = level.below.get(name);
  if (same !== undefined) collect(same, topic, depth + 1, reached);
  // A wildcard in the first level does not match a topic that begins with `$` [MQTT-4.7.2-1].
  if (depth === 0 && name.startsWith("$")) return;
  const any = level.below.get("+");
  if (any !== undefined) collect(any, topic, depth + 1, reached);
  const rest = level.below.get("#");
  if (rest !== undefined) add(rest, reached);
}

function add<S>({ members, groups }: Level<S>, reached: Reached<S>): void {
  if (members.size > 0) reached.members.push(members);
  reached.groups.push(...groups.values());
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
