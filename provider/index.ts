export type { PayloadFormatIndicator, QoS } from "./messages/message";
export type { UserProperties, UserProperty } from "./messages/user-properties";
export type { JsonInput, JsonInputArray, JsonInputObject, Payload } from "./resources/payload";
export { RetainedMessage, type RetainedMessageArgs, type RetainedMessageLookup } from "./resources/retained-message";
