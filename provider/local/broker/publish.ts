import type { IPublishPacket } from "mqtt-packet";
import type { Fault } from "../options";
import type { Rejection } from "../publish-rules";
import type { Client } from "./client";
import { pubackBytes } from "./codec";
import { topicAliasMaximum } from "./connect";
import type { Connection } from "./connection";
import type { BrokerParts } from "./parts";
import { toMessage } from "./properties";
import { publishUserProperties } from "./property-order";
import { Disconnect, protocolError, reasonFor, reasons } from "./reasons";

/** Handles a PUBLISH. @throws Disconnect */
export function publish(broker: BrokerParts, client: Client, packet: IPublishPacket, frame: Buffer): void {
  const { connection, session } = client;
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
  if (!connection.rate.takes(broker.store.now())) return;
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
