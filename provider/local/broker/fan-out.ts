import type { QoS } from "../../messages/message";
import type { IncomingPublish } from "../store/messages";
import type { Session, Subscription } from "./session";
import { matches } from "./topic-filter";

/** Delivers publishes to sessions. The members of a shared subscription get its messages in turn. */
export class FanOut {
  readonly #turns = new Map<string, number>();

  /** Delivers a publish to every session that it reaches. */
  send(publication: IncomingPublish, sessions: Iterable<Session>): void {
    const groups = new Map<string, [Session, Subscription][]>();
    for (const session of sessions) {
      const reached = [...session.subscriptions.values()].filter((subscription) =>
        reaches(publication, session, subscription),
      );
      const own = reached.filter(({ filter }) => filter.group === undefined);
      // Overlapping subscriptions get one copy, with their highest QoS [MQTT-3.3.4-2].
      if (own.length > 0) deliver(publication, session, own);
      for (const subscription of reached) {
        if (subscription.filter.group === undefined) continue;
        const members = groups.get(subscription.filter.text) ?? [];
        groups.set(subscription.filter.text, [...members, [session, subscription]]);
      }
    }
    for (const [text, members] of groups) {
      const turn = this.#turns.get(text) ?? 0;
      this.#turns.set(text, turn + 1);
      const [session, subscription] = members[turn % members.length] ?? [];
      if (session !== undefined && subscription !== undefined) deliver(publication, session, [subscription]);
    }
  }
}

function reaches({ message, clientId }: IncomingPublish, session: Session, { filter, noLocal }: Subscription): boolean {
  // [MQTT-3.8.3-3]
  if (noLocal && clientId === session.clientId) return false;
  return matches(filter, message.topic);
}

function deliver(
  { message, retain, publishedAt }: IncomingPublish,
  session: Session,
  by: readonly Subscription[],
): void {
  const granted = Math.max(...by.map(({ qos }) => qos));
  session.deliver({
    message,
    publishedAt,
    qos: Math.min(message.qos, granted) as QoS,
    // The flag is false on live delivery, unless the client asks for it as published [MQTT-3.3.1-12], [MQTT-3.3.1-13].
    retain: retain && by.some(({ retainAsPublished }) => retainAsPublished),
  });
}
