import type * as pulumi from "@pulumi/pulumi";
import type { ChangeLimit } from "../messages/change-limit";
import type { OnePayload } from "./payload";
import type { RetainedMessageProperties } from "./retained-message-args";

/** The arguments of one message of a set without its payload: those of a RetainedMessage that are not the set's. */
export type SetMessageProperties = Omit<RetainedMessageProperties, "topic" | "overwrite" | "region" | "endpoint">;

/** The arguments of one message of a set: those of a RetainedMessage that are not the set's, with one payload. */
export type SetMessageArgs = SetMessageProperties & OnePayload;

/** The arguments that a set gives to all its messages. */
export type SetDefaults = Omit<SetMessageProperties, "marker">;

/** A message of a set: its arguments or, if it is a text or an asset, only its payload. */
export type SetMessage = string | pulumi.asset.FileAsset | pulumi.asset.StringAsset | SetMessageArgs;

/** How far a change of the messages of a set has gone. */
export interface RolloutArgs {
  /**
   * Share of the topics that get a changed or new message, in percent: 0 to 100. The same topics are always early: those whose
   * SHA-256, its first 8 hexadecimal digits divided by 2^32, is below the share.
   *
   * With 0, all topics that the change had reached get the message of before again. With 100, the change is complete, and
   * the messages of before are forgotten.
   *
   * @default the setting `iot-retained:rollout`, then 100
   * @example 10
   */
  percent?: pulumi.Input<number>;
  /**
   * Globs of topics that get their message at any percentage above 0: `*` stands for a part of a level, `**` for any levels.
   *
   * @default none
   * @example ["acme/canary/**"]
   */
  first?: pulumi.Input<readonly pulumi.Input<string>[]>;
}

/** The arguments of a RetainedMessageSet. Arguments that are wrong are reported in preview, all at once. */
export interface RetainedMessageSetArgs {
  /**
   * The messages by their topics, 1 to 100,000 (see `allowEmpty`). If a topic is taken out, it is cleared, after all others
   * are published.
   *
   * Each message stands for itself: a secret or unknown message leaves the others plain and known. If the whole map is an
   * output, it is secret or unknown as a whole.
   *
   * @example { "acme/pumps/defaults": { payload: { intervalSeconds: 60 } }, "acme/motd": "welcome" }
   */
  messages: pulumi.Input<Readonly<Record<string, pulumi.Input<SetMessage>>>>;
  /**
   * Arguments for every message. If a message names an argument, its value replaces the whole default.
   *
   * @default none
   * @example { contentType: "application/json", qos: 0 }
   */
  defaults?: pulumi.Input<SetDefaults>;
  /**
   * Topic prefixes under which nothing but this set may exist. `acme/pumps` is that topic and all below it; `acme/pumps/`
   * is only what is below it. A refresh finds what else is there, the next preview shows it, and the next `up` clears it.
   *
   * **Warning**: this clears messages that somebody else has published, and they are lost. Messages with a marker stay. A
   * message without a marker that another resource of the program declares under a prefix is an error in preview.
   *
   * @default none
   * @example ["acme/pumps"]
   */
  exclusive?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /**
   * Template of the topics on which devices acknowledge the messages: `{topic}` once, which stands for the topic of a
   * message, and any text beside it. What is there is never cleared as an extra under `exclusive`. Each such topic has to
   * keep AWS's limits: 256 bytes of UTF-8 and 7 slashes.
   *
   * @default none
   * @example "{topic}/applied"
   */
  applied?: pulumi.Input<string>;
  /**
   * Whether to publish over messages that carry the marker of another owner, or no marker.
   *
   * **Warning**: the messages that were there are lost.
   *
   * @default false: if there is such a message, no message of the set is published
   */
  overwrite?: pulumi.Input<boolean>;
  /**
   * Whether messages carry a marker: the user property `managed-by`, by which this stack knows its own messages. MQTT 5
   * subscribers see it.
   *
   * @default the setting `iot-retained:marker`, then true
   */
  marker?: pulumi.Input<boolean>;
  /**
   * Whether to confirm, after publishing and clearing, that every message is stored or gone. That takes one listing of the
   * account, or single reads if they are fewer calls. Without it, each refresh has to read the published messages one by
   * one.
   *
   * @default true
   */
  verify?: pulumi.Input<boolean>;
  /**
   * Whether the set may have no messages.
   *
   * **Warning**: a set without messages clears all topics that it had.
   *
   * @default false: an empty set is an error, since it may be empty by accident
   */
  allowEmpty?: pulumi.Input<boolean>;
  /**
   * How far a change of the messages has gone. Topics that it has not reached keep the message of before. Topics that are
   * taken out are cleared once the rollout is complete.
   *
   * @default every topic gets its declared message
   * @example { percent: 10, first: ["acme/canary/**"] }
   */
  rollout?: pulumi.Input<RolloutArgs>;
  /**
   * How many topics one deployment may clear: a number, or a percentage of the messages that the set has now. If it would
   * clear more, preview and `up` fail before anything is published. A set that is deleted is not limited: preview shows it.
   *
   * @default the setting `iot-retained:maxClears`, if that is a percentage; otherwise none
   * @example "5%"
   */
  maxClears?: pulumi.Input<ChangeLimit>;
  /**
   * How many messages of the set one deployment may change: a number, or a percentage of the messages that the set has now.
   * New messages do not count. If it would change more, preview and `up` fail before anything is published.
   *
   * @default the setting `iot-retained:maxChanges`, if that is a percentage; otherwise none
   * @example 100
   */
  maxChanges?: pulumi.Input<ChangeLimit>;
  /**
   * AWS Region. A change replaces the set.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: pulumi.Input<string>;
  /**
   * URL of the data endpoint. A change replaces the set.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: pulumi.Input<string>;
}
