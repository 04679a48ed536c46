import type * as pulumi from "@pulumi/pulumi";
import type { PayloadFormatIndicator, QoS } from "../messages/message";
import type { OnExpiry } from "../messages/message-value";
import type { UserPropertyInBase64 } from "../messages/user-properties";
import type { JsonSchema } from "../validation/json-schema";
import type { OnePayload } from "./payload";

/**
 * The arguments of a RetainedMessage: {@link RetainedMessageProperties}, and either `payload` or `payloadBase64`. Arguments
 * that are wrong are reported in preview, all at once.
 *
 * This is a union of two types, so that both payloads, or neither, do not compile. If a type of your own extends the
 * arguments or leaves some out, let it do so with `RetainedMessageProperties`.
 *
 * @example
 * ```ts
 * import type { OnePayload, RetainedMessageProperties } from "pulumi-iot-retained";
 * import { RetainedMessage } from "pulumi-iot-retained";
 *
 * type SiteMessageArgs = Omit<RetainedMessageProperties, "topic"> & OnePayload;
 *
 * function siteMessage(site: string, args: SiteMessageArgs) {
 *   return new RetainedMessage(site, { qos: 0, ...args, topic: `acme/${site}/defaults` });
 * }
 *
 * siteMessage("berlin", { payload: { intervalSeconds: 60 } });
 * ```
 */
export type RetainedMessageArgs = RetainedMessageProperties & OnePayload;

/** The arguments of a RetainedMessage without its payload. */
export interface RetainedMessageProperties {
  /**
   * The topic: up to 256 bytes of UTF-8 and 7 slashes, without `+` and `#`, not beginning with `$`.
   *
   * A change replaces the message: the new topic is published first, and the old one is cleared after.
   *
   * @example "fleet/pumps/defaults"
   */
  topic: pulumi.Input<string>;
  /**
   * Quality of service of the publish, 0 or 1. Devices receive the message with this quality at most.
   *
   * @default 1, so that a connected device gets the change at least once
   */
  qos?: pulumi.Input<QoS>;
  /**
   * MQTT 5 content type, 1 to 256 bytes of UTF-8.
   *
   * @default none
   * @example "application/json"
   */
  contentType?: pulumi.Input<string>;
  /**
   * MQTT 5 message expiry interval in seconds, 1 to 604,800 (7 days). After it, the broker drops the message.
   *
   * @default none: the message stays
   */
  messageExpiry?: pulumi.Input<number>;
  /**
   * What refresh does if the message is gone after its expiry. With `expect` it is as declared. With `republish` it is
   * drift, and the next `up` publishes it again.
   *
   * @default "expect"
   */
  onExpiry?: pulumi.Input<OnExpiry>;
  /**
   * Whether the message carries the user property `version`: the first 16 hex digits of the SHA-256 of its payload, by which
   * a device acknowledges what it has applied. MQTT 5 subscribers see it. `userProperties` then must not have that key.
   *
   * @default false
   */
  version?: pulumi.Input<boolean>;
  /**
   * MQTT 5 payload format indicator: whether the payload is UTF-8 text.
   *
   * @default none
   */
  payloadFormatIndicator?: pulumi.Input<PayloadFormatIndicator>;
  /**
   * MQTT 5 response topic: up to 256 bytes of UTF-8, without `+` and `#`.
   *
   * @default none
   */
  responseTopic?: pulumi.Input<string>;
  /**
   * MQTT 5 correlation data as base64, up to 8,192 bytes decoded.
   *
   * @default none
   */
  correlationData?: pulumi.Input<string>;
  /**
   * MQTT 5 user properties, up to 7,680 bytes of keys and values. A record is sent sorted by key. An array of one-key
   * objects or of pairs keeps its order, and its keys may repeat. The key `managed-by` belongs to this package.
   *
   * @default none
   * @example { model: "m200" }
   * @example [["step", "1"], ["step", "2"]]
   */
  userProperties?: pulumi.Input<UserPropertiesInput>;
  /**
   * JSON Schema that the payload has to satisfy: draft 6, 7, 2019-09 or 2020-12, by its `$schema`; without one, 2020-12.
   *
   * It is checked in preview and never sent, so that a change of the schema alone changes nothing.
   *
   * @default none
   * @example { type: "object", required: ["intervalSeconds"], properties: { intervalSeconds: { minimum: 1 } } }
   */
  schema?: JsonSchema;
  /**
   * Whether to publish over a message that carries the marker of another owner, or no marker.
   *
   * **Warning**: the message that was there is lost.
   *
   * @default false: such a message is an error
   */
  overwrite?: pulumi.Input<boolean>;
  /**
   * Whether the message carries a marker: the user property `managed-by`, by which this stack knows its own messages. MQTT
   * 5 subscribers see it.
   *
   * @default the setting `iot-retained:marker`, then true
   */
  marker?: pulumi.Input<boolean>;
  /**
   * AWS Region. A change replaces the message.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: pulumi.Input<string>;
  /**
   * URL of the data endpoint. A change replaces the message.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: pulumi.Input<string>;
}

/** User properties whose values may be outputs: a record, or an array whose order is kept. */
export type UserPropertiesInput =
  | Readonly<Record<string, pulumi.Input<string>>>
  | readonly pulumi.Input<UserPropertyItemInput>[];

/** One user property of an array: an object of one key, a pair of key and value, or base64 of both. */
export type UserPropertyItemInput =
  | Readonly<Record<string, pulumi.Input<string>>>
  | readonly [pulumi.Input<string>, pulumi.Input<string>]
  | { readonly [K in keyof UserPropertyInBase64]: pulumi.Input<string> };
