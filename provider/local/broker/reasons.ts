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

/** Ends the connection: with a DISCONNECT of this reason for MQTT 5, without a word for 3.1.1. */
export class Disconnect extends Error {
  override readonly name = "Disconnect";
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Refuses a CONNECT: with a CONNACK of this reason, where the protocol version has one for it. */
export class ConnectRefusal extends Error {
  override readonly name = "ConnectRefusal";
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export function malformed(what: string): Disconnect {
  return new Disconnect(reasons.malformedPacket, what);
}

export function protocolError(what: string): Disconnect {
  return new Disconnect(reasons.protocolError, what);
}
