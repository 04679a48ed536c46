/**
 * Retained messages of AWS IoT Core as Pulumi resources, and functions that read and load them.
 *
 * @module pulumi-iot-retained
 */

export type { ConvergenceState } from "./convergence/state";
export type { FileArguments, FolderOptions } from "./files/options/folder-options";
export { convergence, convergenceOutput } from "./functions/convergence";
export { getRetainedMessage, getRetainedMessageOutput } from "./functions/get-retained-message";
export type { InputArgs, WithInputs } from "./functions/input-args";
export { listRetainedMessages, listRetainedMessagesOutput } from "./functions/list-retained-messages";
export type { LoadMessagesOptions, MappedMessage } from "./functions/load-messages";
export { loadMessages } from "./functions/load-messages";
export { deployerPolicy, subscriberPolicy } from "./functions/policies";
export { thingsInGroup } from "./functions/things-in-group";
export type { DeployerPolicyArgs, PolicyScope, SubscriberPolicyArgs } from "./invokes/policy-types";
export type {
  ConvergenceArgs,
  ConvergenceResult,
  GetRetainedMessageArgs,
  GetRetainedMessageResult,
  ListRetainedMessagesArgs,
  ListRetainedMessagesResult,
  ManagedBy,
  MessageConvergence,
  ThingsInGroupArgs,
} from "./invokes/types";
export type { ChangeLimit } from "./messages/change-limit";
export type { ListedMessage, PayloadFormatIndicator, QoS } from "./messages/message";
export type { OnExpiry } from "./messages/message-value";
export type { Rollout } from "./messages/rollout";
export type { UserProperties, UserProperty, UserPropertyInBase64, UserPropertyItem } from "./messages/user-properties";
export { DeviceDefaults } from "./resources/device-defaults";
export type {
  DeviceDefaultsArgs,
  DeviceDefaultsProperties,
  DeviceRolloutArgs,
  FirstThings,
  PayloadOfThings,
  ThingInput,
  WithPayloadBase64OfThings,
  WithPayloadOfThings,
} from "./resources/device-defaults-args";
export type {
  JsonMember,
  JsonObject,
  OnePayload,
  Payload,
  PayloadValue,
  WithPayload,
  WithPayloadBase64,
} from "./resources/payload";
export { Provider } from "./resources/provider";
export type { AssumeRoleArgs, ProviderArgs } from "./resources/provider-args";
export type {
  MaybePayload,
  PublicationArgs,
  PublicationPayload,
  PublicationProperties,
} from "./resources/publication";
export { Publication } from "./resources/publication";
export type { RetainedMessageLookup } from "./resources/retained-message";
export { RetainedMessage } from "./resources/retained-message";
export type {
  RetainedMessageArgs,
  RetainedMessageProperties,
  UserPropertiesInput,
  UserPropertyItemInput,
} from "./resources/retained-message-args";
export { RetainedMessageSet } from "./resources/retained-message-set";
export type {
  RetainedMessageSetArgs,
  RolloutArgs,
  SetDefaults,
  SetMessage,
  SetMessageArgs,
  SetMessageProperties,
} from "./resources/retained-message-set-args";
export type { Thing } from "./things/thing";
export type { JsonSchema } from "./validation/json-schema";
