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
    // A copy: the codec gives a part of the socket's buffer, which a kept message would keep as a whole.
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

/** The properties of a PUBLISH, with what is left of the expiry in seconds; the last second counts as 0. */
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

/** The codec also writes an array of objects, one after the other, which its types do not say; only this keeps order. */
function inOrder(pairs: readonly UserProperty[]): UserProperties {
  return pairs.map(([key, value]) => ({ [key]: value })) as unknown as UserProperties;
}
