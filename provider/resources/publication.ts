import * as pulumi from "@pulumi/pulumi";
import type { QoS } from "../messages/message";
import type { PropertyBag } from "../pulumi/property-bag";
import { typeOf } from "../pulumi/provider-text";
import { hiddenInputs } from "./dynamic-resource";
import { prepareLast, withLastTransformations } from "./last-transformation";
import { messageInputs, messageOptions } from "./message-inputs";
import type { NamedOutputs } from "./named-outputs";
import type { Payload, WithPayloadBase64 } from "./payload";
import { programIssuesInPublication } from "./program-issues";
import type { RetainedMessageProperties } from "./retained-message-args";

const KIND = "Publication";

/** Arguments that mean the same as those of a retained message. */
type SharedArgs = Pick<
  RetainedMessageProperties,
  "contentType" | "payloadFormatIndicator" | "responseTopic" | "correlationData" | "userProperties" | "schema"
>;

/**
 * The arguments of a {@link Publication}: {@link PublicationProperties}, and `payload` or `payloadBase64` or neither.
 * Arguments that are wrong are reported in preview, all at once.
 */
export type PublicationArgs = PublicationProperties & PublicationPayload;

/** At most one payload: `payload` or `payloadBase64` or neither. */
export type PublicationPayload = MaybePayload | WithPayloadBase64;

/** A payload as text, JSON or an asset, or none. */
export interface MaybePayload {
  /**
   * What subscribers receive, up to 131,072 bytes: text as it stands, a JSON value, a `FileAsset` or a `StringAsset`.
   *
   * @default a message of 0 bytes
   * @example { reason: "new defaults" }
   */
  payload?: Payload;
  /** Must not be given beside `payload`. */
  payloadBase64?: undefined;
}

/** The arguments of a {@link Publication} without its payload. */
export interface PublicationProperties extends SharedArgs {
  /**
   * The topic: up to 256 bytes of UTF-8 and 7 slashes, without `+` and `#`, not beginning with `$`.
   *
   * @example "acme/pumps/reload"
   */
  topic: pulumi.Input<string>;
  /**
   * Quality of service of the publish, 0 or 1. Subscribers receive the message with this quality at most.
   *
   * @default 1, so that a connected device gets it at least once
   */
  qos?: pulumi.Input<QoS>;
  /**
   * MQTT 5 message expiry interval in seconds, 1 to 604,800 (7 days): how long the message waits for the device of a
   * persistent session.
   *
   * @default none
   */
  messageExpiry?: pulumi.Input<number>;
  /**
   * Values whose change sends the message again. A change of the message itself does so too.
   *
   * @example ["2026-11-28"]
   * @default none
   */
  triggers?: pulumi.Input<readonly unknown[]>;
  /**
   * AWS Region. A change replaces the publication.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: pulumi.Input<string>;
  /**
   * URL of the data endpoint. A change replaces the publication.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: pulumi.Input<string>;
}

/**
 * One message that is not retained: a signal to the devices that are connected now, such as "reload your configuration".
 * It is sent in the `up` that creates it, and again in each `up` that changes its arguments or `triggers`. Preview, refresh
 * and destroy send nothing.
 *
 * A publish that is retried may reach devices twice. Pulumi deletes resources after everything else, so that the topics of
 * deleted resources are cleared after the signal. A set that is updated clears its topics before the signal.
 *
 * @example
 * ```ts
 * import { Publication, RetainedMessageSet } from "pulumi-iot-retained";
 *
 * const defaults = new RetainedMessageSet("defaults", {
 *   messages: { "acme/pumps/defaults": { payload: { intervalSeconds: 60 } } },
 * });
 * new Publication("reload", { topic: "acme/pumps/reload", triggers: [defaults.revision] });
 * ```
 */
export class Publication extends pulumi.CustomResource {
  /** The topic. */
  declare readonly topic: pulumi.Output<string>;
  /** The Region in effect. */
  declare readonly region: pulumi.Output<string>;
  /** SHA-256 of the payload in hex. It is always secret, since a payload may be. */
  declare readonly payloadSha256: pulumi.Output<string>;
  /** Bytes of the payload. */
  declare readonly payloadSize: pulumi.Output<number>;
  /** URL of the data endpoint in effect. */
  declare readonly dataEndpoint: pulumi.Output<string>;
  /** AWS account in which it was sent, 12 digits; undefined at a local endpoint, and if STS could not be asked. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /**
   * Declares the signal.
   *
   * @param name name of the resource in the stack
   * @param args what to send, where, and when to send it again
   * @param opts as for every resource; the message is sent after the resources of `dependsOn`
   */
  constructor(name: string, args: PublicationArgs, opts: pulumi.CustomResourceOptions = {}) {
    // A program without types may have forgotten `args`: that is reported like every other issue.
    super(
      typeOf(KIND),
      name,
      { ...outputs, ...(args ?? {}) },
      prepareLast(opts, (given, options) => prepare(name, given, options)),
    );
  }
}

withLastTransformations(Publication);

function prepare(name: string, args: PropertyBag, opts: pulumi.CustomResourceOptions) {
  const { inputs, examined, unsendable, schema } = messageInputs(args, opts);
  const hidden = hiddenInputs({
    kind: KIND,
    name,
    inputs: examined,
    opts,
    findIssues: (sent) => programIssuesInPublication(sent, unsendable, schema),
  });
  return { props: { ...inputs, ...hidden }, opts: messageOptions(opts) };
}

const outputs = {
  topic: undefined,
  region: undefined,
  payloadSha256: undefined,
  payloadSize: undefined,
  dataEndpoint: undefined,
  accountId: undefined,
} satisfies NamedOutputs<Publication>;
