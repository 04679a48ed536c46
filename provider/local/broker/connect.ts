import { randomUUID } from "node:crypto";
import type { IConnectPacket } from "mqtt-packet";
import type { QoS } from "../../messages/message";
import { rejectionOf } from "../publish-rules";
import type { Will } from "./client";
import { unsupportedVersion } from "./codec";
import type { Connection } from "./connection";
import { maximumRemainingLength } from "./frames";
import { toMessage } from "./properties";
import { willUserProperties } from "./property-order";
import { ConnectRefusal, reasonFor, reasons } from "./reasons";

/** QoS 1 deliveries without a PUBACK, each way. */
const receiveMaximum = 100;
const clientIdBytes = 128;
export const topicAliasMaximum = 8;

/** For how many seconds AWS keeps a session at most, unless an account has it raised. */
export const MAX_SESSION_EXPIRY = 3_600;

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

/** What a client asks for in its CONNECT, within the limits of the broker. */
export interface ConnectSettings {
  clientId: string;
  /** Whether a session from before is discarded. */
  isClean: boolean;
  /** For how many seconds the session is kept after the connection. */
  sessionExpiry: number;
  will: Will | undefined;
  /** Seconds. */
  keepAlive: number;
}

/** What is asked of a client that connects. */
export interface ConnectRules {
  keepAlive: KeepAliveRange;
  /** Whether a client with this password may connect. User names are ignored. */
  admits: (password: string | undefined) => boolean;
}

/**
 * Checks a CONNECT and returns what the client asks for.
 *
 * @throws ConnectRefusal
 */
export function connect(
  connection: Connection,
  packet: IConnectPacket,
  frame: Buffer,
  rules: ConnectRules,
): ConnectSettings {
  connection.version = versionOf(packet);
  const { maximumPacketSize, receiveMaximum: asked, authenticationMethod } = packet.properties ?? {};
  if (maximumPacketSize === 0 || asked === 0) {
    throw new ConnectRefusal(reasons.protocolError, "receive maximum and maximum packet size must not be 0");
  }
  if (authenticationMethod !== undefined) {
    throw new ConnectRefusal(reasons.badAuthenticationMethod, "AWS IoT Core has no enhanced authentication");
  }
  if (!rules.admits(packet.password?.toString("utf8"))) {
    throw new ConnectRefusal(reasons.badUserNameOrPassword, "the password is not the token of this endpoint");
  }
  const clientId = clientIdOf(packet, connection.version);
  const will = willOf(packet, frame, connection.version);
  const keepAlive = keepAliveSeconds(packet.keepalive ?? 0, rules.keepAlive);
  if (maximumPacketSize !== undefined) connection.maximumPacketSize = maximumPacketSize;
  connection.receiveMaximum = Math.min(asked ?? receiveMaximum, receiveMaximum);
  return {
    clientId,
    isClean: packet.clean ?? true,
    sessionExpiry: sessionExpiryOf(packet, connection.version),
    will,
    keepAlive,
  };
}

/** MQTT 3.1.1 has no time for a session: one that is kept is kept as long as AWS keeps any. */
function sessionExpiryOf({ clean, properties }: IConnectPacket, version: 4 | 5): number {
  if (version === 4) return clean === false ? MAX_SESSION_EXPIRY : 0;
  return Math.min(properties?.sessionExpiryInterval ?? 0, MAX_SESSION_EXPIRY);
}

/** Tells the client that it is connected, and the properties of this server. */
export function welcome(
  connection: Connection,
  packet: IConnectPacket,
  { clientId, keepAlive, sessionExpiry }: ConnectSettings,
  sessionPresent: boolean,
): void {
  connection.accepted = true;
  connection.limitIdleTime(keepAlive * 1_500);
  if (connection.version === 4) {
    connection.send({ cmd: "connack", sessionPresent, returnCode: 0 });
    return;
  }
  connection.send({
    cmd: "connack",
    sessionPresent,
    reasonCode: reasons.success,
    properties: {
      sessionExpiryInterval: sessionExpiry,
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
  throw unsupportedVersion();
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
  const userProperties = willUserProperties(frame, version, will !== undefined);
  if (will === undefined) return undefined;
  const { qos = 0, retain = false } = will;
  // The codec lets it through [MQTT-3.1.2-12].
  if ((qos as number) === 3) throw new ConnectRefusal(reasons.malformedPacket, "there is no QoS 3");
  // This is answered by a CONNACK, not by a DISCONNECT [MQTT-3.2.2-12].
  if (qos === 2) throw new ConnectRefusal(reasons.qosNotSupported, "AWS IoT Core has no QoS 2");
  const message = toMessage({
    topic: will.topic,
    payload: will.payload,
    qos: qos as QoS,
    properties: will.properties,
    userProperties,
  });
  const rejection = rejectionOf(message, retain);
  if (rejection === undefined) return { message, retain };
  throw new ConnectRefusal(reasonFor(rejection), `the Will's ${rejection.message}`);
}
