import type {
  IDisconnectPacket,
  IPublishPacket,
  ISubscribePacket,
  ISubscription,
  IUnsubscribePacket,
  Packet,
} from "mqtt-packet";
import type { QoS } from "../../messages/message";
import type { Deny } from "../access";
import type { Intake } from "../intake";
import type { Fault, LocalEndpointOptions } from "../options";
import type { Rejection } from "../publish-rules";
import type { MessageStore } from "../store/messages";
import type { Client } from "./client";
import { pubackBytes } from "./codec";
import { MAX_SESSION_EXPIRY, topicAliasMaximum } from "./connect";
import type { Connection } from "./connection";
import { Outgoing } from "./outgoing";
import { toMessage } from "./properties";
import { publishUserProperties } from "./property-order";
import { Disconnect, protocolError, reasonFor, reasons } from "./reasons";
import type { Session } from "./session";
import { parseFilter, type TopicFilter } from "./topic-filter";

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const filtersPerSubscribe = 8;
const subscriptionsPerConnection = 50;

/** What the packets of a client act on. */
export interface Broker {
  store: MessageStore;
  intake: Intake;
  deny: Deny;
  fault?: LocalEndpointOptions["fault"] | undefined;
}

/** Handles a packet of a connected client. @throws Disconnect */
export function handle(broker: Broker, client: Client, packet: Packet, frame: Buffer): void {
  const { connection, session } = client;
  switch (packet.cmd) {
    case "publish":
      publish(broker, client, packet, frame);
      return;
    case "puback":
      session.acknowledge(packet.messageId ?? 0);
      return;
    case "subscribe":
      subscribe(broker, client, packet);
      return;
    case "unsubscribe":
      unsubscribe(client, packet);
      return;
    case "pingreq":
      connection.send({ cmd: "pingresp" });
      return;
    case "disconnect":
      disconnect(client, packet);
      return;
    default:
      throw protocolError(`${packet.cmd} is not expected here`);
  }
}

function publish(broker: Broker, client: Client, packet: IPublishPacket, frame: Buffer): void {
  const { connection, session, rate } = client;
  const { qos, retain, dup, properties, messageId } = packet;
  if (qos === 2) throw new Disconnect(reasons.qosNotSupported, "AWS IoT Core has no QoS 2");
  // [MQTT-3.3.1-2]
  if (qos === 0 && dup) throw protocolError("DUP is not for QoS 0");
  const userProperties = publishUserProperties(frame, qos, connection.version);
  if (properties?.subscriptionIdentifier !== undefined)
    throw protocolError("a client sends no subscription identifier");
  const topic = resolveAlias(client, packet.topic, properties?.topicAlias);
  const message = toMessage({ topic, payload: packet.payload, qos, properties, userProperties });
  // AWS discards it, and says no more than that.
  if (!rate.takes(broker.store.now())) return;
  const act = () => broker.intake.publish(message, { retain, clientId: session.clientId });
  const fault = broker.fault?.({ operation: "Publish", protocol: "mqtt", topic, payloadSize: message.payload.length });
  if (fault !== undefined && "drop" in fault) {
    if (fault.drop === "after") act();
    connection.cut();
  } else if (fault !== undefined && "delay" in fault) {
    connection.hold(fault.delay, () => answer(connection, messageId, act()));
  } else {
    answer(connection, messageId, rejectionBy(fault) ?? act());
  }
}

/** What a fault rejects a publish for. A raw answer and a listing that lags are for HTTP only. */
function rejectionBy(fault: Fault | undefined): Rejection | undefined {
  if (fault === undefined || !("error" in fault)) return undefined;
  const { error, message = error } = fault;
  if (error === "ThrottlingException") return { about: "rate", message };
  if (error === "ForbiddenException" || error === "UnauthorizedException") return { about: "access", message };
  return { about: "failure", message };
}

/** @throws Disconnect if a rejected message has no answer that can say so */
function answer(connection: Connection, messageId: number | undefined, rejection: Rejection | undefined): void {
  if (rejection === undefined) {
    if (messageId !== undefined) connection.sendBytes(pubackBytes(messageId));
    return;
  }
  const reason = reasonFor(rejection);
  // QoS 0 has no answer, and in 3.1.1 the answer has no error code: the connection can only be closed [MQTT-3.3.5-2].
  if (messageId === undefined || connection.version === 4) throw new Disconnect(reason, rejection.message);
  connection.send({ cmd: "puback", messageId, reasonCode: reason });
}

/** The topic of a PUBLISH, by its name or by an alias from before [MQTT-3.3.2-8], [MQTT-3.3.2-9]. */
function resolveAlias({ aliases, connection }: Client, topic: string, alias: number | undefined): string {
  if (alias === undefined) {
    // [MQTT-3.3.2-8]. In 3.1.1, an empty topic is a wrong topic as any other.
    if (topic === "" && connection.version === 5) throw protocolError("a PUBLISH has a topic or a topic alias");
    return topic;
  }
  if (alias < 1 || alias > topicAliasMaximum) {
    throw new Disconnect(reasons.topicAliasInvalid, `topic aliases go from 1 to ${topicAliasMaximum}`);
  }
  if (topic !== "") aliases.set(alias, topic);
  const known = aliases.get(alias);
  if (known === undefined) throw protocolError("the topic alias has no topic yet");
  return known;
}

function subscribe(broker: Broker, client: Client, packet: ISubscribePacket): void {
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

function subscribeOne({ deny }: Broker, session: Session, { topic, qos, nl, rap, rh = 0 }: ISubscription): Outcome {
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

function unsubscribe({ connection, session }: Client, { unsubscriptions, messageId = 0 }: IUnsubscribePacket): void {
  if (unsubscriptions.length === 0) throw protocolError("an UNSUBSCRIBE has at least one filter");
  const granted = unsubscriptions.map((filter) =>
    session.unsubscribe(filter) ? reasons.success : reasons.noSubscriptionExisted,
  );
  connection.send({ cmd: "unsuback", messageId, granted });
}

function disconnect(client: Client, { reasonCode, properties }: IDisconnectPacket): void {
  const asked = properties?.sessionExpiryInterval;
  if (asked !== undefined) {
    // [MQTT-3.14.2-2]
    if (client.sessionExpiry === 0 && asked > 0) throw protocolError("a session that ends cannot be kept any more");
    client.sessionExpiry = Math.min(asked, MAX_SESSION_EXPIRY);
  }
  if (reasonCode !== reasons.disconnectWithWill) client.will = undefined;
  client.connection.end();
}
