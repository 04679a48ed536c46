import type { ConvergenceState } from "../convergence/state";
import type { FolderOptions } from "../files/options/folder-options";
import type { ListedMessage, QoS } from "../messages/message";
import type { MessageArguments } from "../messages/message-value";
import type { UserProperties } from "../messages/user-properties";
import type { Thing } from "../things/thing";

// What functions are asked, and what they answer: types of the public API, which import nothing of AWS.

/** The message that `getRetainedMessage` reads. */
export interface GetRetainedMessageArgs {
  /**
   * Topic of the message: up to 256 bytes of UTF-8 and 7 slashes, without `+` and `#`, not beginning with `$`.
   *
   * @example "acme/pumps/defaults"
   */
  topic: string;
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: string;
  /**
   * URL of the data endpoint.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: string;
}

/** The message that `getRetainedMessage` has found. */
export interface GetRetainedMessageResult {
  /** Topic of the message. */
  topic: string;
  /** The payload as text; undefined if it is not UTF-8, or a text that Pulumi takes for an unknown value. */
  payload?: string;
  /** The payload as base64. */
  payloadBase64: string;
  /** SHA-256 of the payload in hex. */
  payloadSha256: string;
  /** Bytes of the payload. */
  payloadSize: number;
  /** Quality of service, 0 or 1. */
  qos: QoS;
  /**
   * MQTT 5 user properties without the marker: a record or, if a key repeats or is one that no record in Pulumi can have,
   * an array; undefined if there are none.
   */
  userProperties?: UserProperties;
  /**
   * The owner that the message's marker names; undefined if it carries no marker, or one with a name that Pulumi takes for
   * an unknown value.
   */
  managedBy?: ManagedBy;
  /** When the broker stored the message: milliseconds since 1970, by the broker's clock. */
  lastModifiedTime: number;
  /** AWS Region that was asked. */
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

/** Who manages a message, as its marker says. */
export interface ManagedBy {
  /** Owner, by default `<organization>/<project>/<stack>`. */
  owner: string;
  /** Name of the resource. */
  name: string;
}

/** The messages that `listRetainedMessages` lists. */
export interface ListRetainedMessagesArgs {
  /**
   * Topic prefix of the messages. `acme/pumps` is that topic and all below it; `acme/pumps/` is only what is below it.
   *
   * @default every topic of the account in the Region
   * @example "acme/pumps"
   */
  prefix?: string;
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: string;
  /**
   * URL of the data endpoint.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: string;
}

/** The messages that `listRetainedMessages` has found. */
export interface ListRetainedMessagesResult {
  /** The messages in the order of their topics, without payloads. */
  messages: ListedMessage[];
  /** AWS Region that was asked. */
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

/** The messages about which `convergence` tells. */
export interface ConvergenceArgs {
  /**
   * Topics of the messages.
   *
   * @example ["acme/pump-1/config", "acme/pump-2/config"]
   */
  topics: readonly string[];
  /**
   * Template of the topics on which devices acknowledge the messages: `{topic}` once, which stands for the topic of a
   * message, and any text beside it.
   *
   * @example "{topic}/applied"
   */
  applied: string;
  /**
   * Versions that are to be applied, by topic: the first 16 hex digits of the SHA-256 of a payload. A message whose version
   * is not given is read, and its live version is to be applied. A topic that is not one of `topics` is an error.
   *
   * @default none
   * @example { "acme/pump-1/config": "2cf24dba5fb0a30e" }
   */
  versions?: Readonly<Record<string, string>>;
  /**
   * Whether to read acknowledgements that are older than their messages as well. They tell that a message is applied if the
   * same payload was published again. Otherwise such a message is pending, without a read.
   *
   * @default false
   */
  readOlder?: boolean;
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: string;
  /**
   * URL of the data endpoint.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: string;
}

/** How far messages have come, as `convergence` has found. */
export interface ConvergenceResult {
  /** Each message, in the order of the topics. */
  messages: MessageConvergence[];
  /** How many messages there are. */
  total: number;
  /** How many of them their devices have applied. */
  applied: number;
  /** How many their devices have not said anything about yet. */
  pending: number;
  /** How many have an acknowledgement of an older message that came after them. */
  stale: number;
  /** How many their devices have refused. */
  refused: number;
  /** How many have an acknowledgement that does not follow the convention. */
  unreadable: number;
  /** On how many topics nothing is retained. */
  missing: number;
  /** AWS Region that was asked. */
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

/** How far one message has come. */
export interface MessageConvergence {
  /** Topic of the message. */
  topic: string;
  /** How far it has come: one of the names of the sums. */
  state: ConvergenceState;
  /** Version of the message; undefined if nothing is retained on the topic, and it was not given. */
  version?: string;
  /**
   * Since when: milliseconds since 1970, by the broker's clock. It is the time of the acknowledgement or, if the message is
   * pending, that of the message; undefined if nothing is retained on the topic.
   */
  since?: number;
  /** Why: what the device says of a message that it has refused, in 256 characters, or what is wrong. It may be anything. */
  reason?: string;
}

/** What `thingsInGroup` reads, and where. */
export interface ThingsInGroupArgs {
  /**
   * Whether to read the things of nested groups as well.
   *
   * @default false
   */
  recursive?: boolean;
  /**
   * Whether to read the attributes of the things. Without them there are fewer calls, and `attributes` is empty.
   *
   * @default true
   */
  attributes?: boolean;
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: string;
  /**
   * URL of a local endpoint, which serves the registry of things as well.
   *
   * @default the setting `iot-retained:endpoint`, if that is a local endpoint
   */
  endpoint?: string;
}

/** The arguments of `thingsInGroup` as one, as other languages give them. */
export interface ThingsQuery extends ThingsInGroupArgs {
  /**
   * Name of the group. If the same stack makes the group, give its `id`, which is unknown until it exists.
   *
   * @example "pumps"
   */
  group: string;
}

/** The things that `thingsInGroup` has found. */
export interface ThingsFound {
  /** The things in the order of their names. */
  things: Thing[];
}

/** The arguments of `loadMessages` as one, as other languages give them. */
export interface LoadMessagesArgs extends FolderOptions {
  /**
   * The folder, relative to the folder of the program.
   *
   * @example "defaults"
   */
  directory: string;
  /**
   * Folders over which this one is laid, the lowest first, relative to the folder of the program.
   *
   * @default none
   * @example ["defaults"]
   */
  layers?: readonly string[];
}

/** The messages that `loadMessages` has found. */
export interface LoadMessagesResult {
  /** The messages by their topics, for the argument `messages` of a RetainedMessageSet. */
  messages: Record<string, MessageArguments>;
}
