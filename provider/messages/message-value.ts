import type { MessageProperties } from "./message";
import type { AssetValue, DeclaredPayload } from "./payload";
import { isAsset } from "./payload";
import type { UserProperties } from "./user-properties";

/** What a refresh makes of a message that is gone after its expiry: it is as declared, or it is drift. */
export type OnExpiry = "expect" | "republish";

/** The arguments that a set gives to all its messages. */
export interface Defaults extends Partial<MessageProperties> {
  /** MQTT 5 user properties, up to 7,680 bytes of keys and values. The key `managed-by` is not allowed. @default none */
  userProperties?: UserProperties;
  /**
   * What refresh does if the message is gone after its expiry. With `expect` it is as declared. With `republish` it is
   * drift, and the next `up` publishes it again.
   *
   * @default "expect"
   */
  onExpiry?: OnExpiry;
  /**
   * Whether the message carries the user property `version`: the first 16 hex digits of the SHA-256 of its payload, by which
   * a device acknowledges it. MQTT 5 subscribers see it.
   *
   * @default false
   */
  version?: boolean;
}

/** The arguments of one message of a set, resolved. */
export interface MessageArguments extends Defaults, DeclaredPayload {
  marker?: boolean;
}

/** The arguments that make a message: a record, so that a forgotten one does not compile. */
const messageArguments = {
  payload: true,
  payloadBase64: true,
  qos: true,
  contentType: true,
  messageExpiry: true,
  payloadFormatIndicator: true,
  responseTopic: true,
  correlationData: true,
  userProperties: true,
  onExpiry: true,
  version: true,
  marker: true,
} satisfies Record<keyof MessageArguments, true>;

/** Whether an argument of a resource is one of its message. */
export function isMessageArgument(name: string): boolean {
  return Object.hasOwn(messageArguments, name);
}

/** The arguments of a message among those of a resource, as they were given. */
export function messageAmong(resource: object): object {
  const own = Object.entries(resource).filter(([name, value]) => isMessageArgument(name) && value !== undefined);
  return Object.fromEntries(own);
}

/**
 * A message of a set on its way through the engine. If it has only a payload, it is only that payload: a preview then shows
 * what differs inside of a text, and the engine has one value to carry instead of several.
 */
export type MessageValue = string | AssetValue | MessageArguments;

/** A message of a set with its arguments by name. */
export function argumentsOf(value: MessageValue): MessageArguments {
  return typeof value === "string" || isAsset(value) ? { payload: value } : value;
}

/** A message of a set in its shortest form. */
export function shortest(message: MessageArguments): MessageValue {
  const { payload, ...rest } = message;
  return payload !== undefined && Object.keys(rest).length === 0 ? payload : message;
}
