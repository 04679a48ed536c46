import type { Rejection } from "../publish-rules";

/** MQTT 5 reason codes that this broker sends. */
export const reasons = {
  success: 0x00,
  disconnectWithWill: 0x04,
  noSubscriptionExisted: 0x11,
  unspecified: 0x80,
  malformedPacket: 0x81,
  protocolError: 0x82,
  unsupportedProtocolVersion: 0x84,
  clientIdentifierNotValid: 0x85,
  badUserNameOrPassword: 0x86,
  notAuthorized: 0x87,
  serverShuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  quotaExceeded: 0x97,
  qosNotSupported: 0x9b,
  subscriptionIdentifiersNotSupported: 0xa1,
} as const;

export type Reason = (typeof reasons)[keyof typeof reasons];

/** Closes the connection. An MQTT 5 client gets a DISCONNECT with the reason; a 3.1.1 client gets no packet. */
export class Disconnect extends Error {
  override readonly name = "Disconnect";
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Refuses a CONNECT. The client gets a CONNACK with the reason, if its version of MQTT has a code for it. */
export class ConnectRefusal extends Error {
  override readonly name = "ConnectRefusal";
  readonly reason: Reason;
  /** The version of MQTT in which the client is told; undefined if it is the one that it has asked for. */
  readonly version: 4 | 5 | undefined;

  constructor(reason: Reason, message: string, version?: 4 | 5) {
    super(message);
    this.reason = reason;
    this.version = version;
  }
}

/** The reason code for a message that AWS would reject. */
export function reasonFor({ about }: Rejection): Reason {
  if (about === "topic") return reasons.topicNameInvalid;
  if (about === "access") return reasons.notAuthorized;
  return about === "failure" ? reasons.unspecified : reasons.quotaExceeded;
}

export function malformed(what: string): Disconnect {
  return new Disconnect(reasons.malformedPacket, what);
}

export function protocolError(what: string): Disconnect {
  return new Disconnect(reasons.protocolError, what);
}
