export type { PayloadFormatIndicator, QoS } from "./messages/message";
export type { UserProperties } from "./messages/user-properties";
export type { Payload } from "./resources/payload";
export {
  RetainedMessage,
  type RetainedMessageArgs,
  type RetainedMessageLookup,
  type UserPropertiesInput,
} from "./resources/retained-message";
