import type { QoS } from "../../messages/message";
import type { IncomingPublish } from "../store/retained";
import { Outgoing } from "./outgoing";
import type { Session } from "./session";
import type { Reached, Subscription, SubscriptionTree } from "./subscription-tree";

/** Delivers a publish to every session that it reaches. */
export function fanOut(publication: IncomingPublish, subscriptions: SubscriptionTree<Session>): void {
  const reached = subscriptions.match(publication.message.topic);
  const outgoing = new Outgoing(publication);
  for (const [session, terms] of bySession(reached, publication.clientId)) {
    deliver(publication, outgoing, session, terms);
  }
  for (const group of reached.groups) {
    const [session, subscription] = group.next(({ isConnected }) => isConnected) ?? [];
    if (session !== undefined && subscription !== undefined) deliver(publication, outgoing, session, subscription);
  }
}

type Terms = Pick<Subscription, "qos" | "retainAsPublished">;

/** Overlapping subscriptions of a session get one copy, with their highest QoS [MQTT-3.3.4-2]. */
function bySession({ members }: Reached<Session>, publisher: string | undefined): Map<Session, Terms> {
  const all = new Map<Session, Terms>();
  for (const filter of members) {
    for (const [session, subscription] of filter) {
      // [MQTT-3.8.3-3]
      if (subscription.noLocal && publisher === session.clientId) continue;
      const other = all.get(session);
      all.set(session, other === undefined ? subscription : both(other, subscription));
    }
  }
  return all;
}

function both(a: Terms, b: Terms): Terms {
  return {
    qos: Math.max(a.qos, b.qos) as QoS,
    retainAsPublished: a.retainAsPublished || b.retainAsPublished,
  };
}

function deliver({ message, retain }: IncomingPublish, outgoing: Outgoing, session: Session, terms: Terms): void {
  session.deliver({
    outgoing,
    qos: Math.min(message.qos, terms.qos) as QoS,
    // The flag is false on live delivery, unless the client asks for it as published [MQTT-3.3.1-12], [MQTT-3.3.1-13].
    retain: retain && terms.retainAsPublished,
  });
}
