import type { IConnectPacket, IPublishPacket, UserProperties } from "mqtt-packet";
import type { Message, QoS } from "../../messages/message";
import type { UserProperty } from "../../messages/user-properties";
import { clampExpiry } from "../publish-rules";

type PacketProperties = NonNullable<IPublishPacket["properties"]>;
type WillProperties = NonNullable<NonNullable<IConnectPacket["will"]>["properties"]>;

interface Content {
  topic: string;
  payload: string | Buffer;
  qos: QoS;
  properties: PacketProperties | WillProperties | undefined;
  userProperties: UserProperty[];
}

/** The message in a PUBLISH or Will. */
export function toMessage({ topic, payload, qos, properties = {}, userProperties }: Content): Message {
  const { contentType, responseTopic, messageExpiryInterval, payloadFormatIndicator, correlationData } = properties;
  return {
    topic,
    // A copy, because the codec returns a part of the socket's buffer, and a stored message would keep all of it.
    payload: Buffer.from(payload),
    qos,
    userProperties,
    ...(contentType !== undefined && { contentType }),
    ...(responseTopic !== undefined && { responseTopic }),
    ...(messageExpiryInterval !== undefined && { messageExpiry: clampExpiry(messageExpiryInterval) }),
    ...(payloadFormatIndicator !== undefined && {
      payloadFormatIndicator: payloadFormatIndicator ? ("UTF8_DATA" as const) : ("UNSPECIFIED_BYTES" as const),
    }),
    ...(correlationData !== undefined && { correlationData: correlationData.toString("base64") }),
  };
}

/**
 * The properties of a PUBLISH. Its expiry is the remaining time in whole seconds, rounded down.
 *
 * @param age milliseconds since the message was published
 */
export function toPacketProperties(message: Message, age: number): PacketProperties {
  const { contentType, responseTopic, messageExpiry, payloadFormatIndicator, correlationData } = message;
  return {
    ...(payloadFormatIndicator !== undefined && { payloadFormatIndicator: payloadFormatIndicator === "UTF8_DATA" }),
    ...(messageExpiry !== undefined && {
      messageExpiryInterval: Math.max(0, Math.floor((messageExpiry * 1000 - age) / 1000)),
    }),
    ...(contentType !== undefined && { contentType }),
    ...(responseTopic !== undefined && { responseTopic }),
    ...(correlationData !== undefined && { correlationData: Buffer.from(correlationData, "base64") }),
    ...(message.userProperties.length > 0 && { userProperties: inOrder(message.userProperties) }),
  };
}

/** User properties in their order. The codec accepts an array of objects for this, although its types do not say so. */
function inOrder(pairs: readonly UserProperty[]): UserProperties {
  return pairs.map(([key, value]) => ({ [key]: value })) as unknown as UserProperties;
}
