import * as pulumi from "@pulumi/pulumi";
import type { PayloadFormatIndicator, QoS } from "../messages/message";
import type { OnExpiry } from "../messages/message-value";
import type { UserProperties } from "../messages/user-properties";
import type { PropertyBag } from "../pulumi/property-bag";
import { providerText, typeOf } from "../pulumi/provider-text";
import { issueText } from "../validation/issue";
import { declarationOfMessage } from "../validation/topics-declared";
import { hiddenInputs } from "./dynamic-resource";
import { prepareLast, withLastTransformations } from "./last-transformation";
import { messageInputs, messageOptions } from "./message-inputs";
import type { NamedOutputs } from "./named-outputs";
import { programIssuesInMessage } from "./program-issues";
import type { RetainedMessageArgs, RetainedMessageProperties } from "./retained-message-args";
import { runError } from "./run-error";

const KIND = "RetainedMessage";

/** Where {@link RetainedMessage.get} reads, if that is not the stack's Region and endpoint. */
export type RetainedMessageLookup = Pick<RetainedMessageProperties, "region" | "endpoint">;

/**
 * A retained MQTT message of AWS IoT Core: the last value of a topic, which devices receive when they subscribe.
 *
 * Create and update publish it with `retain=true`. Delete clears the topic if the message there is still this one.
 *
 * @example
 * ```ts
 * import { RetainedMessage } from "pulumi-iot-retained";
 *
 * new RetainedMessage("pump-defaults", {
 *   topic: "acme/pumps/defaults",
 *   payload: { reportIntervalSeconds: 60, units: "metric" },
 *   contentType: "application/json",
 * });
 * ```
 */
export class RetainedMessage extends pulumi.CustomResource {
  /** The topic. */
  declare readonly topic: pulumi.Output<string>;
  /** The payload as text; undefined if it was declared as base64, is no UTF-8, or is a text that Pulumi reserves. */
  declare readonly payload: pulumi.Output<string | undefined>;
  /** The payload as base64; undefined if {@link payload} is defined. */
  declare readonly payloadBase64: pulumi.Output<string | undefined>;
  /** Quality of service, 0 or 1. */
  declare readonly qos: pulumi.Output<QoS>;
  /** MQTT 5 content type. */
  declare readonly contentType: pulumi.Output<string | undefined>;
  /** MQTT 5 message expiry interval in seconds. */
  declare readonly messageExpiry: pulumi.Output<number | undefined>;
  /** What refresh does if the message is gone after its expiry; undefined means `expect`. */
  declare readonly onExpiry: pulumi.Output<OnExpiry | undefined>;
  /** Whether the message carries the version of its payload; undefined means false. */
  declare readonly version: pulumi.Output<boolean | undefined>;
  /** MQTT 5 payload format indicator. */
  declare readonly payloadFormatIndicator: pulumi.Output<PayloadFormatIndicator | undefined>;
  /** MQTT 5 response topic. */
  declare readonly responseTopic: pulumi.Output<string | undefined>;
  /** MQTT 5 correlation data as base64. */
  declare readonly correlationData: pulumi.Output<string | undefined>;
  /** MQTT 5 user properties without the marker: a record, or an array if a key repeats or no record can have it. */
  declare readonly userProperties: pulumi.Output<UserProperties | undefined>;
  /** Whether a message of another owner, or without a marker, is published over; undefined means false. */
  declare readonly overwrite: pulumi.Output<boolean | undefined>;
  /** Whether the message carries a marker. */
  declare readonly marker: pulumi.Output<boolean>;
  /** The Region in effect. */
  declare readonly region: pulumi.Output<string>;
  /** URL of the data endpoint as declared. {@link dataEndpoint} is the one in effect. */
  declare readonly endpoint: pulumi.Output<string | undefined>;
  /** SHA-256 of the payload in hex. It is always secret, since a payload may be. */
  declare readonly payloadSha256: pulumi.Output<string>;
  /** Bytes of the payload. */
  declare readonly payloadSize: pulumi.Output<number>;
  /** When the broker stored the message: milliseconds since 1970, by the broker's clock. */
  declare readonly lastModifiedTime: pulumi.Output<number>;
  /** URL of the data endpoint in effect. */
  declare readonly dataEndpoint: pulumi.Output<string>;
  /** AWS account of the message, 12 digits; undefined at a local endpoint, and if STS could not be asked. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /**
   * Declares the message.
   *
   * @param name name of the resource in the stack, and in the message's marker
   * @param args what to publish, and where
   * @param opts as for every resource; with an alias, a renamed resource keeps its message
   */
  constructor(name: string, args: RetainedMessageArgs, opts: pulumi.CustomResourceOptions = {}) {
    // A program without types may have forgotten `args`: that is reported like every other issue.
    super(
      typeOf(KIND),
      name,
      { ...outputs, ...(args ?? {}) },
      prepareLast(opts, (given, options) => prepare(name, given, options)),
    );
  }

  /**
   * Reads a message that exists, whoever published it, without managing it.
   *
   * @param name name of the resource in the stack
   * @param topic topic of the message
   * @param place its Region and endpoint, if they are not the stack's
   * @param opts as for every resource
   * @throws in the deployment, if the topic has no retained message
   * @example
   * ```ts
   * import { RetainedMessage } from "pulumi-iot-retained";
   *
   * // What devices receive now, as an output of the stack.
   * export const live = RetainedMessage.get("live", "acme/pumps/defaults").payload;
   * ```
   */
  static get(
    name: string,
    topic: pulumi.Input<string>,
    place: RetainedMessageLookup = {},
    opts: pulumi.CustomResourceOptions = {},
  ): RetainedMessage {
    // What is only read declares no payload.
    return new RetainedMessage(name, { topic, ...place } as RetainedMessageArgs, { ...opts, id: topic });
  }
}

withLastTransformations(RetainedMessage);

function prepare(name: string, args: PropertyBag, opts: pulumi.CustomResourceOptions) {
  const { inputs, examined, unsendable, schema } = messageInputs(args, opts);
  const [first] = unsendable;
  // What is only read is not checked.
  if (opts.id !== undefined && first !== undefined) throw runError(`${name}: ${issueText(first)}`);
  const hidden =
    opts.id === undefined
      ? hiddenInputs({
          kind: KIND,
          name,
          inputs: examined,
          opts,
          findIssues: (sent) => programIssuesInMessage(sent, unsendable, schema),
          declares: declarationOfMessage,
        })
      : { __provider: providerText(KIND) };
  return { props: { ...inputs, ...hidden }, opts: messageOptions(opts) };
}

const outputs = {
  topic: undefined,
  payload: undefined,
  payloadBase64: undefined,
  qos: undefined,
  contentType: undefined,
  messageExpiry: undefined,
  onExpiry: undefined,
  version: undefined,
  payloadFormatIndicator: undefined,
  responseTopic: undefined,
  correlationData: undefined,
  userProperties: undefined,
  overwrite: undefined,
  marker: undefined,
  region: undefined,
  endpoint: undefined,
  payloadSha256: undefined,
  payloadSize: undefined,
  lastModifiedTime: undefined,
  dataEndpoint: undefined,
  accountId: undefined,
} satisfies NamedOutputs<RetainedMessage>;
