import type { ISubscribePacket, ISubscription, IUnsubscribePacket } from "mqtt-packet";
import type { QoS } from "../../messages/message";
import type { MessageStore } from "../store/messages";
import type { Client } from "./client";
import { Outgoing } from "./outgoing";
import type { BrokerParts } from "./parts";
import { Disconnect, protocolError, reasons } from "./reasons";
import type { Session } from "./session";
import { parseFilter, type TopicFilter } from "./topic-filter";

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const filtersPerSubscribe = 8;
const subscriptionsPerConnection = 50;

/** Handles a SUBSCRIBE. @throws Disconnect */
export function subscribe(broker: BrokerParts, client: Client, packet: ISubscribePacket): void {
  const { connection, session } = client;
  const { subscriptions, messageId = 0, properties } = packet;
  if (subscriptions.length === 0) throw protocolError("a SUBSCRIBE has at least one filter");
  if (properties?.subscriptionIdentifier !== undefined) {
    throw new Disconnect(reasons.subscriptionIdentifiersNotSupported, "AWS IoT Core has no subscription identifiers");
  }
  const outcomes = subscriptions.map((request) =>
    subscriptions.length > filtersPerSubscribe
      ? { code: reasons.quotaExceeded, replay: undefined }
      : subscribeOne(broker, session, request),
  );
  // 3.1.1 has one code for every failure.
  const granted = outcomes.map(({ code }) => (connection.version === 5 || code < 0x80 ? code : 0x80));
  connection.send({ cmd: "suback", messageId, granted });
  for (const { replay } of outcomes) {
    if (replay !== undefined) replayRetained(broker.store, session, replay);
  }
}

interface Outcome {
  code: number;
  /** Set if a retained message is to be sent. */
  replay: { topic: string; qos: QoS } | undefined;
}

function subscribeOne(
  { deny }: BrokerParts,
  session: Session,
  { topic, qos, nl, rap, rh = 0 }: ISubscription,
): Outcome {
  // AWS sends no SUBACK for QoS 2. Closing the connection tells the client sooner.
  if (qos === 2) throw new Disconnect(reasons.qosNotSupported, "AWS IoT Core has no QoS 2");
  const filter = parseFilter(topic);
  if (filter === undefined) return { code: reasons.topicFilterInvalid, replay: undefined };
  if (deny({ action: "iot:Subscribe", topic: filter.text, clientId: session.clientId })) {
    return { code: reasons.notAuthorized, replay: undefined };
  }
  const noLocal = nl ?? false;
  // [MQTT-3.8.3-4]
  if (noLocal && filter.group !== undefined) throw protocolError("a shared subscription cannot be no local");
  const isNew = !session.subscriptions.has(filter.text);
  if (isNew && session.subscriptions.size >= subscriptionsPerConnection) {
    return { code: reasons.quotaExceeded, replay: undefined };
  }
  session.subscribe({ filter, qos, noLocal, retainAsPublished: rap ?? false });
  return { code: qos, replay: replays(filter, rh, isNew) ? { topic, qos } : undefined };
}

/**
 * Whether a subscription gets the retained message. AWS replays only to filters without a wildcard, and not to shared
 * subscriptions [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11].
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html (MQTT retained messages)
 */
function replays({ exact, group }: TopicFilter, retainHandling: number, isNew: boolean): boolean {
  if (!exact || group !== undefined) return false;
  return retainHandling === 0 || (retainHandling === 1 && isNew);
}

function replayRetained(store: MessageStore, session: Session, { topic, qos }: { topic: string; qos: QoS }): void {
  const retained = store.get(topic);
  if (retained === undefined) return;
  const granted = Math.min(retained.message.qos, qos) as QoS;
  session.replay({ outgoing: new Outgoing(retained), qos: granted, retain: true });
}

/** Handles an UNSUBSCRIBE. @throws Disconnect */
export function unsubscribe(
  { connection, session }: Client,
  { unsubscriptions, messageId = 0 }: IUnsubscribePacket,
): void {
  if (unsubscriptions.length === 0) throw protocolError("an UNSUBSCRIBE has at least one filter");
  const granted = unsubscriptions.map((filter) =>
    session.unsubscribe(filter) ? reasons.success : reasons.noSubscriptionExisted,
  );
  connection.send({ cmd: "unsuback", messageId, granted });
}
