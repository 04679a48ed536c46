import * as pulumi from "@pulumi/pulumi";
import { typeOf } from "../pulumi/provider-text";
import type { JsonSchema } from "../validation/json-schema";
import { hiddenInputs } from "./dynamic-resource";
import { programIssuesInSet } from "./program-issues";
import type { RetainedMessageArgs } from "./retained-message";
import { applyTo, isOutput, setMessagesInputs } from "./set-messages";
import type { SentArguments } from "./validate-arguments";
import { wellFormed } from "./well-formed";

const KIND = "RetainedMessageSet";

/** One message of a set: the arguments of a RetainedMessage that are not the set's. */
export type SetMessageArgs = Omit<RetainedMessageArgs, "topic" | "overwrite" | "region" | "endpoint">;

/** What a set says of all its messages. */
export type SetDefaults = Omit<SetMessageArgs, "payload" | "payloadBase64" | "marker">;

/** A message of a set: its arguments, or only its payload where that is text or a file. */
export type SetMessage = string | pulumi.asset.Asset | SetMessageArgs;

/** The arguments of a {@link RetainedMessageSet}. */
export interface RetainedMessageSetArgs {
  /**
   * The messages by their topics, 1 to 100,000 (see `allowEmpty`). Each one is looked at by itself: a secret or unknown
   * one leaves the others plain and known. A topic that is taken out is cleared, after all others are published.
   *
   * @example { "acme/pumps/defaults": { payload: { intervalSeconds: 60 } }, "acme/motd": "welcome" }
   */
  messages: pulumi.Input<Readonly<Record<string, pulumi.Input<SetMessage>>>>;
  /**
   * Arguments for every message that does not say otherwise. A message that names an argument replaces the whole of it.
   *
   * @example { contentType: "application/json", qos: 0 }
   */
  defaults?: pulumi.Input<SetDefaults>;
  /**
   * Topic prefixes under which nothing else may exist: `acme/pumps` is that topic and all below it, `acme/pumps/` all
   * below it. A refresh finds what else is there, the next preview shows it, and the next `up` clears it.
   *
   * **Warning**: what is cleared so was published by somebody else, and is lost. Messages with a marker are left,
   * and so are those that other resources declare through the same provider.
   *
   * @default none
   */
  exclusive?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /**
   * Whether to publish over messages that another owner, or nobody, has marked.
   * **Warning**: what was there is lost.
   *
   * @default false: one such message, and none of the set is published
   */
  overwrite?: pulumi.Input<boolean>;
  /**
   * Whether messages carry the user property `managed-by`, by which this stack knows its own.
   *
   * @default true, or `iot-retained:marker`
   */
  marker?: pulumi.Input<boolean>;
  /**
   * Whether to see, after publishing, that everything is stored: one listing of the account, or single reads where that
   * is quicker. Without it, each refresh has to read these messages one by one.
   *
   * @default true
   */
  verify?: pulumi.Input<boolean>;
  /**
   * Whether there may be no messages. **Warning**: then all topics of the set are cleared.
   *
   * @default false: an empty set is refused, since it may be one by accident
   */
  allowEmpty?: pulumi.Input<boolean>;
  /** AWS Region. A change replaces the set. @default `iot-retained:region`, `aws:region`, then the environment's */
  region?: pulumi.Input<string>;
  /**
   * URL of the data endpoint. A change replaces the set.
   *
   * @default `iot-retained:endpoint`, then the environment's, then what DescribeEndpoint says
   */
  endpoint?: pulumi.Input<string>;
}

/**
 * Many retained messages as one resource: what a repository declares for a whole fleet. Preview shows changes topic by
 * topic; `up` publishes only what differs, new and changed ones first, and clears last.
 *
 * @example
 * new RetainedMessageSet("defaults", {
 *   messages: {
 *     "acme/pumps/defaults": { payload: { intervalSeconds: 60 } },
 *     "acme/valves/defaults": { payload: { intervalSeconds: 300 }, qos: 0 },
 *   },
 *   defaults: { contentType: "application/json" },
 * });
 */
export class RetainedMessageSet extends pulumi.CustomResource {
  declare readonly exclusive: pulumi.Output<string[] | undefined>;
  declare readonly overwrite: pulumi.Output<boolean | undefined>;
  declare readonly marker: pulumi.Output<boolean>;
  declare readonly verify: pulumi.Output<boolean | undefined>;
  declare readonly allowEmpty: pulumi.Output<boolean | undefined>;
  /** The Region in effect. */
  declare readonly region: pulumi.Output<string>;
  /** The endpoint as declared; {@link dataEndpoint} is the one in effect. */
  declare readonly endpoint: pulumi.Output<string | undefined>;
  /** Messages of the set that are live, or may be after a failure. */
  declare readonly count: pulumi.Output<number>;
  /** Bytes of all their payloads. */
  declare readonly payloadBytes: pulumi.Output<number>;
  /** Grows with each `up` that publishes or clears something: a trigger for a {@link Publication}. */
  declare readonly revision: pulumi.Output<number>;
  /** URL of the data endpoint in effect. */
  declare readonly dataEndpoint: pulumi.Output<string>;
  /** AWS account in which the messages are; undefined at a local endpoint, and where STS could not be asked. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /**
   * @param name name of the resource in the stack, and in the markers of its messages
   * @param args what to publish, and where
   * @param opts as for every resource; `ignoreChanges: ['messages["a/b"]']` leaves a topic to its device
   */
  constructor(name: string, args: RetainedMessageSetArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { messages, defaults, ...rest } = args ?? {};
    const found = setMessagesInputs(messages);
    let schema: JsonSchema | undefined;
    // It stays in the program, and is there when the outputs have resolved.
    const withoutSchema = ({ schema: given, ...declared }: SetDefaults) => {
      schema = given;
      return declared;
    };
    const declared = isOutput(defaults)
      ? applyTo(defaults, (given) => withoutSchema((given ?? {}) as SetDefaults))
      : defaults && withoutSchema(defaults as SetDefaults);
    const inputs = { ...rest, ...(declared === undefined ? {} : { defaults: declared }) };
    const schemaOf = (topic: string) => found.schemas.get(topic) ?? schema;
    const faultsIn = (wire: SentArguments) => programIssuesInSet(wire, found.settled, schemaOf);
    const looked = { ...inputs, messages: found.open, __faults: found.faults };
    const options = { ...opts, ...(opts.ignoreChanges && { ignoreChanges: opts.ignoreChanges.map(wholeMessage) }) };
    const hidden = hiddenInputs({ kind: KIND, name, inputs: looked, opts: options, faultsIn, isMarked: true });
    const wire = { ...inputs, messages: found.all };
    super(typeOf(KIND), name, { ...outputs, ...wellFormed(wire), ...hidden }, options);
  }
}

/** A message is left to its device as a whole: where it is one text, there is no part of it to name. */
function wholeMessage(path: string): string {
  return /^(messages\["(?:[^"\\]|\\.)*"\])/.exec(path)?.[1] ?? path;
}

/** Properties that only the engine side fills: they need a name here to be outputs. */
const outputs = {
  exclusive: undefined,
  overwrite: undefined,
  marker: undefined,
  verify: undefined,
  allowEmpty: undefined,
  region: undefined,
  endpoint: undefined,
  count: undefined,
  payloadBytes: undefined,
  revision: undefined,
  dataEndpoint: undefined,
  accountId: undefined,
};
