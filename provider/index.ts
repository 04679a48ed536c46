export type { ConvergenceState } from "./convergence/state";
export type { FileArguments, FolderOptions } from "./files/options/folder-options";
export { convergence, convergenceOutput } from "./functions/convergence";
export { getRetainedMessage, getRetainedMessageOutput } from "./functions/get-retained-message";
export { listRetainedMessages, listRetainedMessagesOutput } from "./functions/list-retained-messages";
export { type LoadMessagesOptions, loadMessages, type MappedMessage } from "./functions/load-messages";
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
export type { ListedMessage, PayloadFormatIndicator, QoS } from "./messages/message";
export type { OnExpiry } from "./messages/message-value";
export type { Rollout } from "./messages/rollout";
export type { UserProperties, UserPropertyInBase64, UserPropertyItem } from "./messages/user-properties";
export { DeviceDefaults } from "./resources/device-defaults";
export type { DeviceDefaultsArgs, DeviceRolloutArgs, FirstThings, ThingInput } from "./resources/device-defaults-args";
export type { Payload } from "./resources/payload";
export { Provider } from "./resources/provider";
export type { AssumeRoleArgs, ProviderArgs } from "./resources/provider-args";
export { Publication, type PublicationArgs } from "./resources/publication";
export { RetainedMessage, type RetainedMessageLookup } from "./resources/retained-message";
export type {
  RetainedMessageArgs,
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
} from "./resources/retained-message-set-args";
export type { Thing } from "./things/thing";
export type { JsonSchema } from "./validation/json-schema";
