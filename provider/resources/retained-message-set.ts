import * as pulumi from "@pulumi/pulumi";
import type { ChangeLimit } from "../messages/change-limit";
import { wholeMessagePath } from "../messages/ignored-paths";
import type { Rollout } from "../messages/rollout";
import type { PropertyBag } from "../pulumi/property-bag";
import { typeOf } from "../pulumi/provider-text";
import { isRecord } from "../validation/is-record";
import type { Issue } from "../validation/issue";
import type { JsonSchema } from "../validation/json-schema";
import { declarationOfSet } from "../validation/topics-declared";
import { hiddenInputs } from "./dynamic-resource";
import { prepareLast, withLastTransformations } from "./last-transformation";
import type { NamedOutputs } from "./named-outputs";
import { applyTo, isOutput } from "./outputs";
import { programIssuesInSet } from "./program-issues";
import type { RetainedMessageSetArgs, SetDefaults } from "./retained-message-set-args";
import { sendable } from "./sendable";
import { setMessagesInputs } from "./set-messages";
import { choiceByThings } from "./thing-rollout";

const KIND = "RetainedMessageSet";

/**
 * Many retained messages as one resource, such as the defaults of a whole fleet. Preview shows changes topic by topic. `up`
 * publishes only what differs, new messages first and changed ones next, and clears last.
 *
 * @example
 * ```ts
 * import { RetainedMessageSet } from "pulumi-iot-retained";
 *
 * new RetainedMessageSet("defaults", {
 *   messages: {
 *     "acme/pumps/defaults": { payload: { intervalSeconds: 60 } },
 *     "acme/valves/defaults": { payload: { intervalSeconds: 300 }, qos: 0 },
 *   },
 *   defaults: { contentType: "application/json" },
 * });
 * ```
 */
export class RetainedMessageSet extends pulumi.CustomResource {
  /** Topic prefixes under which nothing but this set may exist. */
  declare readonly exclusive: pulumi.Output<string[] | undefined>;
  /** Template of the topics on which devices acknowledge the messages. */
  declare readonly applied: pulumi.Output<string | undefined>;
  /** Whether messages of another owner, or without a marker, are published over; undefined means false. */
  declare readonly overwrite: pulumi.Output<boolean | undefined>;
  /** Whether messages carry a marker. A message may say otherwise for itself. */
  declare readonly marker: pulumi.Output<boolean>;
  /** Whether it is confirmed, after publishing, that every message is stored; undefined means true. */
  declare readonly verify: pulumi.Output<boolean | undefined>;
  /** Whether the set may have no messages; undefined means false. */
  declare readonly allowEmpty: pulumi.Output<boolean | undefined>;
  /** How far a change of the messages has gone; undefined means to all of them. */
  declare readonly rollout: pulumi.Output<Rollout | undefined>;
  /** How many topics one deployment may clear; undefined means as the settings say. */
  declare readonly maxClears: pulumi.Output<ChangeLimit | undefined>;
  /** How many messages one deployment may change; undefined means as the settings say. */
  declare readonly maxChanges: pulumi.Output<ChangeLimit | undefined>;
  /** The Region in effect. */
  declare readonly region: pulumi.Output<string>;
  /** URL of the data endpoint as declared. {@link dataEndpoint} is the one in effect. */
  declare readonly endpoint: pulumi.Output<string | undefined>;
  /** How many messages of the set are live. After a failure, those that may be live count too. */
  declare readonly count: pulumi.Output<number>;
  /** Bytes of all their payloads. */
  declare readonly payloadBytes: pulumi.Output<number>;
  /** A number that grows with each `up` that publishes or clears a message: a trigger for a {@link Publication}. */
  declare readonly revision: pulumi.Output<number>;
  /** URL of the data endpoint in effect. */
  declare readonly dataEndpoint: pulumi.Output<string>;
  /** AWS account of the messages, 12 digits; undefined at a local endpoint, and if STS could not be asked. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /**
   * Declares the messages.
   *
   * @param name name of the resource in the stack, and in the markers of its messages
   * @param args what to publish, and where
   * @param opts as for every resource; `ignoreChanges: ['messages["a/b"]']` leaves a topic to its device
   */
  constructor(name: string, args: RetainedMessageSetArgs, opts: pulumi.CustomResourceOptions = {}) {
    // A program without types may have forgotten `args`: that is reported like every other issue.
    super(
      typeOf(KIND),
      name,
      { ...outputs, ...(args ?? {}) },
      prepareLast(opts, (given, options) => prepare(name, given, options)),
    );
  }
}

withLastTransformations(RetainedMessageSet);

function prepare(name: string, { messages, defaults, ...rest }: PropertyBag, opts: pulumi.CustomResourceOptions) {
  const unsendable: Issue[] = [];
  const found = setMessagesInputs(messages, { schemas: new Map(), unsendable });
  const common = setDefaults(defaults as RetainedMessageSetArgs["defaults"], unsendable);
  const others = sendable(rest, { prefix: "", issues: unsendable });
  const inputs = { ...others, ...(common.inputs === undefined ? {} : { defaults: common.inputs }) };
  const schemaOf = (topic: string) => found.schemas.get(topic) ?? common.schema();
  const options = { ...opts, ...(opts.ignoreChanges && { ignoreChanges: opts.ignoreChanges.map(wholeMessagePath) }) };
  const withSettled = (sent: PropertyBag) =>
    isRecord(sent["messages"]) ? { ...sent, messages: { ...found.settled, ...sent["messages"] } } : sent;
  const hidden = hiddenInputs({
    kind: KIND,
    name,
    inputs: { ...inputs, messages: found.open, __faults: found.issues },
    opts: options,
    complete: withSettled,
    findIssues: (sent) => programIssuesInSet(sent, unsendable, schemaOf),
    declares: declarationOfSet,
    reaches: choiceByThings(opts.parent)?.reached,
  });
  return { props: { ...inputs, messages: found.all, ...hidden }, opts: options };
}

/** Defaults as the engine takes them, and their schema, which is known once the inputs have resolved. */
function setDefaults(defaults: RetainedMessageSetArgs["defaults"], unsendable: Issue[]) {
  let schema: JsonSchema | undefined;
  const withoutSchema = ({ schema: given, ...rest }: SetDefaults) => {
    schema = given;
    return sendable(rest, { prefix: "defaults.", issues: unsendable });
  };
  const inputs = isOutput(defaults)
    ? applyTo(defaults, (resolved) => withoutSchema((resolved ?? {}) as SetDefaults))
    : defaults && withoutSchema(defaults as SetDefaults);
  return { inputs, schema: () => schema };
}

const outputs = {
  exclusive: undefined,
  applied: undefined,
  overwrite: undefined,
  marker: undefined,
  verify: undefined,
  allowEmpty: undefined,
  rollout: undefined,
  maxClears: undefined,
  maxChanges: undefined,
  region: undefined,
  endpoint: undefined,
  count: undefined,
  payloadBytes: undefined,
  revision: undefined,
  dataEndpoint: undefined,
  accountId: undefined,
} satisfies NamedOutputs<RetainedMessageSet>;
