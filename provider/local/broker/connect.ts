import { randomUUID } from "node:crypto";
import type { IConnectPacket } from "mqtt-packet";
import type { QoS } from "../../messages/message";
import { rejectionOf } from "../publish-rules";
import type { Connection } from "./connection";
import { maximumRemainingLength } from "./frames";
import { toMessage } from "./properties";
import { willUserProperties } from "./property-order";
import { ConnectRefusal, reasonFor, reasons } from "./reasons";
import type { SessionSettings, Will } from "./session";

/** QoS 1 deliveries without a PUBACK, each way. */
const receiveMaximum = 100;
const clientIdBytes = 128;
export const topicAliasMaximum = 8;

/** The limits for a keep alive, in seconds. */
export interface KeepAliveRange {
  min: number;
  max: number;
}

/** The limits of AWS. @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
export const awsKeepAlive: KeepAliveRange = { min: 30, max: 1_200 };

/** The keep alive that is used for a requested one, in seconds. 0 means no limit in MQTT, and the maximum in AWS. */
export function keepAliveSeconds(asked: number, { min, max }: KeepAliveRange): number {
  return asked === 0 ? max : Math.min(Math.max(asked, min), max);
}

/**
 * Checks a CONNECT and returns the settings of its session. User name, password and clean start are ignored: every client
 * may connect, and no session outlives its connection.
 *
 * @throws ConnectRefusal
 */
export function connect(
  connection: Connection,
  packet: IConnectPacket,
  frame: Buffer,
  range: KeepAliveRange,
): SessionSettings {
  connection.version = versionOf(packet);
  const { maximumPacketSize, receiveMaximum: asked, authenticationMethod } = packet.properties ?? {};
  if (maximumPacketSize === 0 || asked === 0) {
    throw new ConnectRefusal(reasons.protocolError, "receive maximum and maximum packet size must not be 0");
  }
  if (authenticationMethod !== undefined) {
    throw new ConnectRefusal(reasons.badAuthenticationMethod, "AWS IoT Core has no enhanced authentication");
  }
  const clientId = clientIdOf(packet, connection.version);
  const will = willOf(packet, frame, connection.version);
  const keepAlive = keepAliveSeconds(packet.keepalive ?? 0, range);
  if (maximumPacketSize !== undefined) connection.maximumPacketSize = maximumPacketSize;
  return {
    clientId,
    will,
    keepAlive,
    receiveMaximum: Math.min(asked ?? receiveMaximum, receiveMaximum),
  };
}

/** Tells the client that it is connected, and the properties of this server. */
export function welcome(
  connection: Connection,
  packet: IConnectPacket,
  { clientId, keepAlive }: SessionSettings,
): void {
  connection.accepted = true;
  connection.limitIdleTime(keepAlive * 1_500);
  if (connection.version === 4) {
    connection.send({ cmd: "connack", sessionPresent: false, returnCode: 0 });
    return;
  }
  connection.send({
    cmd: "connack",
    sessionPresent: false,
    reasonCode: reasons.success,
    properties: {
      sessionExpiryInterval: 0,
      receiveMaximum,
      maximumQoS: 1,
      retainAvailable: true,
      // AWS does not count the packet type and the length.
      maximumPacketSize: maximumRemainingLength + 5,
      topicAliasMaximum,
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: true,
      ...(clientId !== packet.clientId && { assignedClientIdentifier: clientId }),
      // [MQTT-3.2.2-21]
      ...(keepAlive !== packet.keepalive && { serverKeepAlive: keepAlive }),
    },
  });
}

function versionOf({ protocolId, protocolVersion, ...packet }: IConnectPacket): 4 | 5 {
  // Bridges of mosquitto set the high bit of the version to ask for a variant of MQTT. The codec removes that bit.
  const isBridge = "bridgeMode" in packet;
  if (protocolId === "MQTT" && (protocolVersion === 4 || protocolVersion === 5) && !isBridge) return protocolVersion;
  throw new ConnectRefusal(reasons.unsupportedProtocolVersion, "only MQTT 3.1.1 and 5 are served");
}

function clientIdOf({ clientId, clean }: IConnectPacket, version: 4 | 5): string {
  // [MQTT 3.1.1, MQTT-3.1.3-8]
  const missing = clientId === "" && version === 4 && clean === false;
  if (!missing && Buffer.byteLength(clientId) <= clientIdBytes) return clientId === "" ? randomUUID() : clientId;
  throw new ConnectRefusal(
    reasons.clientIdentifierNotValid,
    missing ? "a session that is kept needs a client id" : `client ids have at most ${clientIdBytes} bytes`,
  );
}

function willOf({ will }: IConnectPacket, frame: Buffer, version: 4 | 5): Will | undefined {
  if (will === undefined) return undefined;
  const { qos = 0, retain = false } = will;
  // This is answered by a CONNACK, not by a DISCONNECT [MQTT-3.2.2-12].
  if (qos === 2) throw new ConnectRefusal(reasons.qosNotSupported, "AWS IoT Core has no QoS 2");
  const message = toMessage({
    topic: will.topic,
    payload: will.payload,
    qos: qos as QoS,
    properties: will.properties,
    userProperties: willUserProperties(frame, version),
  });
  const rejection = rejectionOf(message, retain);
  if (rejection === undefined) return { message, retain };
  throw new ConnectRefusal(reasonFor(rejection), `the Will's ${rejection.message}`);
}
