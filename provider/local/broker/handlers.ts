import type { IPublishPacket, ISubscribePacket, ISubscription, IUnsubscribePacket, Packet } from "mqtt-packet";
import type { QoS } from "../../messages/message";
import { rejectionOf } from "../publish-rules";
import type { MessageStore } from "../store/messages";
import { topicAliasMaximum } from "./connect";
import { toMessage } from "./properties";
import { publishUserProperties } from "./property-order";
import { Disconnect, protocolError, reasonFor, reasons } from "./reasons";
import type { Session } from "./session";
import { parseFilter, type TopicFilter } from "./topic-filter";

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const filtersPerSubscribe = 8;
const subscriptionsPerConnection = 50;

/** Handles a packet of a connected client. @throws Disconnect */
export function handle(store: MessageStore, session: Session, packet: Packet, frame: Buffer): void {
  switch (packet.cmd) {
    case "publish":
      publish(store, session, packet, frame);
      return;
    case "puback":
      session.acknowledge(packet.messageId ?? 0);
      return;
    case "subscribe":
      subscribe(store, session, packet);
      return;
    case "unsubscribe":
      unsubscribe(session, packet);
      return;
    case "pingreq":
      session.connection.send({ cmd: "pingresp" });
      return;
    case "disconnect":
      if (packet.reasonCode !== reasons.disconnectWithWill) session.will = undefined;
      session.connection.end();
      return;
    default:
      throw protocolError(`${packet.cmd} is not expected here`);
  }
}

function publish(store: MessageStore, session: Session, packet: IPublishPacket, frame: Buffer): void {
  const { connection } = session;
  const { qos, retain, properties, messageId } = packet;
  if (qos === 2) throw new Disconnect(reasons.qosNotSupported, "AWS IoT Core has no QoS 2");
  const userProperties = publishUserProperties(frame, qos, connection.version);
  if (properties?.subscriptionIdentifier !== undefined)
    throw protocolError("a client sends no subscription identifier");
  const topic = resolveAlias(session, packet.topic, properties?.topicAlias);
  const message = toMessage({ topic, payload: packet.payload, qos, properties, userProperties });
  const rejection = rejectionOf(message, retain);
  if (rejection !== undefined) {
    const reason = reasonFor(rejection);
    // QoS 0 has no answer, and in 3.1.1 the answer has no error code: the connection can only be closed [MQTT-3.3.5-2].
    if (messageId === undefined || connection.version === 4) throw new Disconnect(reason, rejection.message);
    connection.send({ cmd: "puback", messageId, reasonCode: reason });
    return;
  }
  store.publish(message, { retain, clientId: session.clientId });
  if (messageId !== undefined) connection.send({ cmd: "puback", messageId, reasonCode: reasons.success });
}

/** The topic of a PUBLISH, by its name or by an alias from before [MQTT-3.3.2-8], [MQTT-3.3.2-9]. */
function resolveAlias({ aliases }: Session, topic: string, alias: number | undefined): string {
  if (alias === undefined) return topic;
  if (alias < 1 || alias > topicAliasMaximum) {
    throw new Disconnect(reasons.topicAliasInvalid, `topic aliases go from 1 to ${topicAliasMaximum}`);
  }
  if (topic !== "") aliases.set(alias, topic);
  const known = aliases.get(alias);
  if (known === undefined) throw protocolError("the topic alias has no topic yet");
  return known;
}

function subscribe(store: MessageStore, session: Session, packet: ISubscribePacket): void {
  const { subscriptions, messageId = 0, properties } = packet;
  if (subscriptions.length === 0) throw protocolError("a SUBSCRIBE has at least one filter");
  if (properties?.subscriptionIdentifier !== undefined) {
    throw new Disconnect(reasons.subscriptionIdentifiersNotSupported, "AWS IoT Core has no subscription identifiers");
  }
  const outcomes = subscriptions.map((request) =>
    subscriptions.length > filtersPerSubscribe
      ? { code: reasons.quotaExceeded, replay: undefined }
      : subscribeOne(session, request),
  );
  // 3.1.1 has one code for every failure.
  const granted = outcomes.map(({ code }) => (session.connection.version === 5 || code < 0x80 ? code : 0x80));
  session.connection.send({ cmd: "suback", messageId, granted });
  for (const { replay } of outcomes) {
    if (replay !== undefined) replayRetained(store, session, replay);
  }
}

interface Outcome {
  code: number;
  /** Set if a retained message is to be sent. */
  replay: { topic: string; qos: QoS } | undefined;
}

function subscribeOne(session: Session, { topic, qos, nl, rap, rh = 0 }: ISubscription): Outcome {
  // AWS sends no SUBACK for QoS 2. Closing the connection tells the client sooner.
  if (qos === 2) throw new Disconnect(reasons.qosNotSupported, "AWS IoT Core has no QoS 2");
  const filter = parseFilter(topic);
  if (filter === undefined) return { code: reasons.topicFilterInvalid, replay: undefined };
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
  session.deliver({ ...retained, qos: Math.min(retained.message.qos, qos) as QoS, retain: true });
}

function unsubscribe(session: Session, { unsubscriptions, messageId = 0 }: IUnsubscribePacket): void {
  if (unsubscriptions.length === 0) throw protocolError("an UNSUBSCRIBE has at least one filter");
  const granted = unsubscriptions.map((filter) =>
    session.unsubscribe(filter) ? reasons.success : reasons.noSubscriptionExisted,
  );
  session.connection.send({ cmd: "unsuback", messageId, granted });
}
