import * as pulumi from "@pulumi/pulumi";
import type { QoS } from "../messages/message";
import { typeOf } from "../pulumi/provider-text";
import { hiddenInputs, withBothPayloadForms } from "./dynamic-resource";
import { type Payload, payloadInputs } from "./payload";
import { programIssuesInPublication } from "./program-issues";
import type { RetainedMessageArgs } from "./retained-message";
import type { SentArguments } from "./validate-arguments";
import { wellFormed } from "./well-formed";

const KIND = "Publication";

/** Arguments that say the same as those of a retained message. */
type SharedArgs = Pick<
  RetainedMessageArgs,
  "contentType" | "payloadFormatIndicator" | "responseTopic" | "correlationData" | "userProperties" | "schema"
>;

/** The arguments of a {@link Publication}. */
export interface PublicationArgs extends SharedArgs {
  /** The topic: up to 256 bytes of UTF-8 and 7 slashes, without `+` and `#`, not beginning with `$`. */
  topic: pulumi.Input<string>;
  /**
   * What subscribers receive, up to 131,072 bytes: text as it stands, a JSON value, a `FileAsset` or a `StringAsset`.
   *
   * @default nothing: a message of 0 bytes
   */
  payload?: Payload;
  /** The payload as base64, for bytes that are no text. Instead of `payload`. */
  payloadBase64?: pulumi.Input<string>;
  /**
   * Quality of service of the publish, which is the highest at which subscribers receive it.
   *
   * @default 1, so that a connected device gets it at least once
   */
  qos?: pulumi.Input<QoS>;
  /** MQTT 5 message expiry interval in seconds, 1 to 604,800: how long it waits for a persistent session. @default none */
  messageExpiry?: pulumi.Input<number>;
  /**
   * Values whose change sends the message again, beside a change of the message itself.
   *
   * @example [defaults.revision]
   * @default none
   */
  triggers?: pulumi.Input<readonly unknown[]>;
  /** AWS Region. @default `iot-retained:region`, `aws:region`, then the environment's */
  region?: pulumi.Input<string>;
  /** URL of the data endpoint. @default `iot-retained:endpoint`, then the environment's, then what DescribeEndpoint says */
  endpoint?: pulumi.Input<string>;
}

/**
 * One message that is not retained: a signal to the devices that are connected now, such as "reload your configuration".
 * It is sent in the `up` that creates it, and again in each one that changes its arguments or `triggers`. Preview,
 * refresh and destroy send nothing.
 *
 * A publish that is retried may reach devices twice. Pulumi deletes resources after everything else, so that their
 * topics are cleared after the signal; what a set clears, it clears before.
 *
 * @example
 * const defaults = new RetainedMessageSet("defaults", { messages });
 * new Publication("reload", { topic: "acme/pumps/reload", triggers: [defaults.revision] });
 */
export class Publication extends pulumi.CustomResource {
  declare readonly topic: pulumi.Output<string>;
  /** The Region in effect. */
  declare readonly region: pulumi.Output<string>;
  /** SHA-256 of the payload in hex; always secret, since a payload may be. */
  declare readonly payloadSha256: pulumi.Output<string>;
  /** Bytes of the payload. */
  declare readonly payloadSize: pulumi.Output<number>;
  /** URL of the data endpoint in effect. */
  declare readonly dataEndpoint: pulumi.Output<string>;
  /** AWS account in which it was sent; undefined at a local endpoint, and where STS could not be asked. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /**
   * @param name name of the resource in the stack
   * @param args what to send, where, and when again
   * @param opts as for every resource; `dependsOn` says after what it is sent
   */
  constructor(name: string, args: PublicationArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { schema, ...declared } = args ?? {};
    const { __faults, payload } = payloadInputs(declared.payload);
    const inputs = { ...declared, payload };
    const faultsIn = (wire: SentArguments) => programIssuesInPublication(wire, schema ?? undefined);
    const hidden = hiddenInputs({ kind: KIND, name, inputs: { ...inputs, __faults }, opts, faultsIn, isMarked: false });
    const options = { ...opts, ignoreChanges: withBothPayloadForms(opts.ignoreChanges) ?? [] };
    super(typeOf(KIND), name, { ...outputs, ...wellFormed(inputs), ...hidden }, options);
  }
}

/** Properties that only the engine side fills: they need a name here to be outputs. */
const outputs = {
  topic: undefined,
  region: undefined,
  payloadSha256: undefined,
  payloadSize: undefined,
  dataEndpoint: undefined,
  accountId: undefined,
};
