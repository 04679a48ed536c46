import * as pulumi from "@pulumi/pulumi";
import type { PayloadFormatIndicator, QoS } from "../messages/message";
import type { UserProperties } from "../messages/user-properties";
import { providerText, typeOf } from "../pulumi/provider-text";
import type { JsonSchema } from "../validation/json-schema";
import { hiddenInputs, withBothPayloadForms } from "./dynamic-resource";
import { type Payload, payloadInputs } from "./payload";
import { programIssuesInMessage } from "./program-issues";
import type { SentArguments } from "./validate-arguments";
import { wellFormed } from "./well-formed";

const KIND = "RetainedMessage";

/** The arguments of a {@link RetainedMessage}. */
export interface RetainedMessageArgs {
  /**
   * The topic: up to 256 bytes of UTF-8 and 7 slashes, without `+` and `#`, not beginning with `$`. A change
   * replaces the message: the new topic is published first, the old one cleared after.
   */
  topic: pulumi.Input<string>;
  /**
   * What devices receive, 1 to 131,072 bytes: text as it stands, a JSON value, a `FileAsset` or a `StringAsset`.
   * A JSON value may hold outputs at any depth, and is published as canonical JSON (RFC 8785), so that the order of
   * its keys never matters.
   *
   * @example { intervalSeconds: 60, units: "metric" }
   * @example new pulumi.asset.FileAsset("defaults.cbor")
   */
  payload?: Payload;
  /** The payload as base64, for bytes that are no text. Instead of `payload`. */
  payloadBase64?: pulumi.Input<string>;
  /**
   * Quality of service of the publish, which is the highest at which devices receive it.
   *
   * @default 1, so that a connected device gets the change at least once
   */
  qos?: pulumi.Input<QoS>;
  /** MQTT 5 content type, up to 256 bytes. @example "application/json" */
  contentType?: pulumi.Input<string>;
  /**
   * MQTT 5 message expiry interval in seconds, 1 to 604,800 (7 days); after it the broker drops the message.
   *
   * @default none: the message stays
   */
  messageExpiry?: pulumi.Input<number>;
  /**
   * What refresh makes of a message that is gone after its expiry: `expect` takes it for as declared, `republish`
   * for drift, so that the next `up` publishes it again.
   *
   * @default "expect"
   */
  onExpiry?: pulumi.Input<"expect" | "republish">;
  /** MQTT 5 payload format indicator: whether the payload is UTF-8. @default none */
  payloadFormatIndicator?: pulumi.Input<PayloadFormatIndicator>;
  /** MQTT 5 response topic, without wildcards. @default none */
  responseTopic?: pulumi.Input<string>;
  /** MQTT 5 correlation data as base64, up to 8,192 bytes decoded. @default none */
  correlationData?: pulumi.Input<string>;
  /**
   * MQTT 5 user properties: a record, sent sorted by key, or an array of one-key objects, whose order is kept and
   * whose keys may repeat. Up to 7,680 bytes of keys and values. The key `managed-by` is this package's.
   *
   * @example { model: "m200" }
   */
  userProperties?: pulumi.Input<UserPropertiesInput>;
  /**
   * JSON Schema that the payload has to satisfy, which is checked in preview: drafts 6, 7, 2019-09 and 2020-12, the
   * last where `$schema` does not say. It is never sent, and a change of it changes nothing.
   *
   * @example { type: "object", required: ["intervalSeconds"], properties: { intervalSeconds: { minimum: 1 } } }
   */
  schema?: JsonSchema;
  /**
   * Whether to publish over a message that another owner, or nobody, has marked.
   * **Warning**: what was there is lost.
   *
   * @default false: such a message is refused
   */
  overwrite?: pulumi.Input<boolean>;
  /**
   * Whether the message carries the user property `managed-by`, by which this stack knows its own messages. MQTT 5
   * subscribers see it.
   *
   * @default true, or `iot-retained:marker`
   */
  marker?: pulumi.Input<boolean>;
  /** AWS Region. A change replaces the message. @default `iot-retained:region`, `aws:region`, then the environment's */
  region?: pulumi.Input<string>;
  /**
   * URL of the data endpoint. A change replaces the message.
   *
   * @default `iot-retained:endpoint`, then the environment's, then what DescribeEndpoint says
   */
  endpoint?: pulumi.Input<string>;
}

/** User properties whose values may be outputs. */
export type UserPropertiesInput =
  | Readonly<Record<string, pulumi.Input<string>>>
  | readonly pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>[];

/** Which message {@link RetainedMessage.get} reads. */
export type RetainedMessageLookup = Pick<RetainedMessageArgs, "region" | "endpoint">;

/**
 * A retained MQTT message of AWS IoT Core: the last value of a topic, which devices receive when they subscribe.
 * Create and update publish it with `retain=true`; delete clears the topic, if the message there is still this one.
 *
 * @example
 * new RetainedMessage("defaults", {
 *   topic: "fleet/pumps/defaults",
 *   payload: { intervalSeconds: 60 },
 * });
 */
export class RetainedMessage extends pulumi.CustomResource {
  declare readonly topic: pulumi.Output<string>;
  /** Text; undefined where it was declared as base64. */
  declare readonly payload: pulumi.Output<string | undefined>;
  declare readonly payloadBase64: pulumi.Output<string | undefined>;
  declare readonly qos: pulumi.Output<QoS>;
  declare readonly contentType: pulumi.Output<string | undefined>;
  declare readonly messageExpiry: pulumi.Output<number | undefined>;
  declare readonly onExpiry: pulumi.Output<"expect" | "republish" | undefined>;
  declare readonly payloadFormatIndicator: pulumi.Output<PayloadFormatIndicator | undefined>;
  declare readonly responseTopic: pulumi.Output<string | undefined>;
  declare readonly correlationData: pulumi.Output<string | undefined>;
  declare readonly userProperties: pulumi.Output<UserProperties | undefined>;
  declare readonly overwrite: pulumi.Output<boolean | undefined>;
  declare readonly marker: pulumi.Output<boolean>;
  /** The Region in effect. */
  declare readonly region: pulumi.Output<string>;
  /** The endpoint as declared; {@link dataEndpoint} is the one in effect. */
  declare readonly endpoint: pulumi.Output<string | undefined>;
  /** SHA-256 of the payload in hex; always secret, since a payload may be. */
  declare readonly payloadSha256: pulumi.Output<string>;
  /** Bytes of the payload. */
  declare readonly payloadSize: pulumi.Output<number>;
  /** When the broker stored the message: milliseconds since 1970, by its clock. */
  declare readonly lastModifiedTime: pulumi.Output<number>;
  /** URL of the data endpoint in effect. */
  declare readonly dataEndpoint: pulumi.Output<string>;
  /** AWS account in which the message is; undefined at a local endpoint, and where STS could not be asked. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /**
   * @param name name of the resource in the stack, and in the message's marker
   * @param args what to publish, and where
   * @param opts as for every resource; an alias keeps the message where the resource is renamed
   */
  constructor(name: string, args: RetainedMessageArgs, opts: pulumi.CustomResourceOptions = {}) {
    // Without types they may have been forgotten: that is reported as every other fault.
    const { schema, ...declared } = args ?? {};
    const { __faults, payload } = payloadInputs(declared.payload);
    const inputs = { ...declared, payload };
    const faultsIn = (wire: SentArguments) => programIssuesInMessage(wire, schema ?? undefined);
    const hidden =
      opts.id === undefined
        ? hiddenInputs({ kind: KIND, name, inputs: { ...inputs, __faults }, opts, faultsIn, isMarked: true })
        : { __provider: providerText(KIND) };
    const options = { ...opts, ignoreChanges: withBothPayloadForms(opts.ignoreChanges) ?? [] };
    super(typeOf(KIND), name, { ...outputs, ...wellFormed(inputs), ...hidden }, options);
  }

  /**
   * Reads a message that exists, whoever published it, without managing it.
   *
   * @param name name of the resource in the stack
   * @param topic its topic
   * @param place its Region and endpoint, if they are not the stack's
   * @throws in the deployment, where the topic has no retained message
   * @example RetainedMessage.get("fleet", "fleet/defaults").payload
   */
  static get(
    name: string,
    topic: pulumi.Input<string>,
    place: RetainedMessageLookup = {},
    opts: pulumi.CustomResourceOptions = {},
  ) {
    return new RetainedMessage(name, { topic, ...place }, { ...opts, id: topic });
  }
}

/** Properties that only the engine side fills: they need a name here to be outputs. */
const outputs = {
  topic: undefined,
  payload: undefined,
  payloadBase64: undefined,
  qos: undefined,
  contentType: undefined,
  messageExpiry: undefined,
  onExpiry: undefined,
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
};
