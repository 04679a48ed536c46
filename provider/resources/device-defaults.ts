import * as pulumi from "@pulumi/pulumi";
import { defined } from "../messages/defined";
import { nativeToken } from "../pulumi/provider-text";
import { isRecord } from "../validation/is-record";
import type { DeviceDefaultsArgs } from "./device-defaults-args";
import { applyTo, isSettled } from "./outputs";
import { RetainedMessageSet } from "./retained-message-set";
import type { RetainedMessageSetArgs, RolloutArgs } from "./retained-message-set-args";
import { outputError, runError } from "./run-error";
import { thingMessages } from "./thing-messages";
import { chooseByThings, type ThingAttributes, type ThingRollout } from "./thing-rollout";

/**
 * One retained message for each of many devices, as one {@link RetainedMessageSet}. Topics and payloads may depend on the
 * names and attributes of the things.
 *
 * Without things, it is an error like an empty set, unless `allowEmpty` is set: a group that is empty by accident must not
 * clear the topics of a fleet.
 *
 * @example
 * ```ts
 * import { DeviceDefaults } from "pulumi-iot-retained";
 *
 * new DeviceDefaults("pumps", {
 *   things: [
 *     { thingName: "pump-1", attributes: { site: "berlin", line: "1" } },
 *     { thingName: "pump-2", attributes: { site: "lyon", line: "2" } },
 *   ],
 *   topic: "acme/{attributes.site}/{thingName}/config",
 *   payload: ({ attributes }) => ({ line: Number(attributes["line"]), reportIntervalSeconds: 60 }),
 *   contentType: "application/json",
 * });
 * ```
 */
export class DeviceDefaults extends pulumi.ComponentResource {
  /** The set that publishes. */
  readonly set: RetainedMessageSet;
  /** Topics by the names of the things. */
  readonly topics: pulumi.Output<Record<string, string>>;
  /** How many messages are live. After a failure, those that may be live count too. */
  readonly count: pulumi.Output<number>;
  /** A number that grows with each `up` that publishes or clears a message: a trigger for a Publication. */
  readonly revision: pulumi.Output<number>;

  /**
   * Declares the messages.
   *
   * @param name name of the component and of its set, and in the markers of its messages
   * @param args the things, and what each of them receives
   * @param opts as for every component; `providers: [p]` publishes with that Provider
   * @throws RunError that names every thing for which there is no topic or payload
   */
  constructor(name: string, args: DeviceDefaultsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super(nativeToken("DeviceDefaults"), name, {}, opts);
    const { things, topic, payload, payloadBase64, ...rest } = args;
    const { exclusive, applied, overwrite, marker, verify, allowEmpty, rollout, ...others } = rest;
    const { maxClears, maxChanges, region, endpoint, ...defaults } = others;
    const choice = chooseByThings(this);
    const messagesOf = (resolved: unknown, fail: (message: string) => Error) => {
      const made = thingMessages(name, resolved, args, fail);
      choice.things = made.things;
      return made;
    };
    // Plain things give a plain map, in which an unknown payload leaves the others known.
    const found = isSettled(things)
      ? messagesOf(things, runError)
      : (pulumi.output(things) as pulumi.Output<unknown>).apply((resolved) =>
          messagesOf(resolved, (message) => outputError(name, message)),
        );
    const both = pulumi.Output.isInstance(found)
      ? { messages: found.apply(({ messages }) => messages), topics: found.apply(({ topics }) => topics) }
      : found;
    const messages = both.messages as RetainedMessageSetArgs["messages"];
    const limits = { maxClears, maxChanges };
    const rolled = { rollout: rollout === undefined ? undefined : rolloutOfSet(rollout, choice) };
    const ofSet = { exclusive, applied, overwrite, marker, verify, allowEmpty, ...rolled, ...limits, region, endpoint };
    const ofMessages = Object.keys(defaults).length === 0 ? {} : { defaults };
    this.set = new RetainedMessageSet(name, { messages, ...ofMessages, ...defined(ofSet) }, { parent: this });
    this.topics = pulumi.output(both.topics);
    this.count = this.set.count;
    this.revision = this.set.revision;
    this.registerOutputs({ topics: this.topics, count: this.count, revision: this.revision });
  }
}

/** The rollout of the set. Attributes of things stay here: the set knows its topics alone. */
function rolloutOfSet(given: NonNullable<DeviceDefaultsArgs["rollout"]>, choice: ThingRollout) {
  const take = (rollout: unknown): RolloutArgs => {
    if (!isRecord(rollout) || !Array.isArray(rollout["first"])) return rollout as RolloutArgs;
    const first: unknown[] = rollout["first"];
    const isOfThings = (one: unknown): one is ThingAttributes =>
      isRecord(one) && isRecord(one["attributes"]) && Object.keys(one["attributes"]).length > 0;
    const wrong = first.findIndex((one) => typeof one !== "string" && !isOfThings(one));
    if (wrong >= 0)
      throw runError(`\`rollout.first[${wrong}]\`: expected a glob, or a record with at least one of \`attributes\``);
    choice.first = first.filter(isOfThings);
    return { ...rollout, first: first.filter((one) => !isOfThings(one)) as string[] };
  };
  return isSettled(given) ? take(given) : applyTo(given, take);
}
