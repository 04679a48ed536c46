import * as pulumi from "@pulumi/pulumi";
import { defined } from "../messages/defined";
import { canonicalJson } from "../messages/digest";
import type { Thing } from "../things/thing";
import { fillTemplate } from "../things/topic-template";
import { isSettled, type Payload } from "./payload";
import {
  RetainedMessageSet,
  type RetainedMessageSetArgs,
  type SetDefaults,
  type SetMessageArgs,
} from "./retained-message-set";
import { outputError, runError } from "./run-error";

/** A thing by its name, or with attributes. */
export type ThingInput =
  | string
  | {
      thingName: pulumi.Input<string>;
      attributes?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>> | undefined>;
    };

/** The arguments of {@link DeviceDefaults}: its own, those of every message, and those of the set. */
export interface DeviceDefaultsArgs extends SetDefaults, Omit<RetainedMessageSetArgs, "messages" | "defaults"> {
  /**
   * The things, by name or with attributes; of a thing group: `thingsInGroup`. A thing that is given twice counts once. A
   * thing that is taken out has its topic cleared. While one of them is unknown in preview, so is the whole set.
   *
   * @example ["pump-1", { thingName: "pump-2", attributes: { line: "1" } }]
   */
  things: pulumi.Input<readonly pulumi.Input<ThingInput>[]>;
  /**
   * The topic of a thing: a template with `{thingName}` and `{attributes.x}`, or a function of the thing.
   *
   * @example "acme/{attributes.site}/{thingName}/config"
   */
  topic: string | ((thing: Thing) => string);
  /**
   * The payload of a thing, or a function of the thing; see the payload of a RetainedMessage.
   *
   * @example ({ thingName, attributes }) => ({ id: thingName, line: Number(attributes["line"]) })
   */
  payload?: Payload | ((thing: Thing) => Payload);
  /** The payload as base64, or a function of the thing. Instead of `payload`. */
  payloadBase64?: pulumi.Input<string> | ((thing: Thing) => pulumi.Input<string>);
}

/**
 * One retained message for each of many devices, as one {@link RetainedMessageSet}: what the topic and the payload say of
 * a thing comes from its name and attributes.
 *
 * Without things, it is refused like an empty set, unless `allowEmpty` is set: a group that turns out to be empty must
 * not clear the topics of a fleet.
 *
 * @example
 * new DeviceDefaults("pumps", {
 *   things: thingsInGroup("pumps"),
 *   topic: "acme/{attributes.site}/{thingName}/config",
 *   payload: ({ attributes }) => ({ line: attributes["line"], reportIntervalSeconds: 60 }),
 *   contentType: "application/json",
 * });
 */
export class DeviceDefaults extends pulumi.ComponentResource {
  /** The set that publishes. */
  readonly set: RetainedMessageSet;
  /** Topics by the names of the things. */
  readonly topics: pulumi.Output<Record<string, string>>;
  /** Messages that are live, or may be after a failure. */
  readonly count: pulumi.Output<number>;
  /** Grows with each `up` that publishes or clears something: a trigger for a Publication. */
  readonly revision: pulumi.Output<number>;

  /**
   * @param name name of the component and of its set, and in the markers of its messages
   * @param args the things, and what each of them receives
   * @param opts as for every component; `providers: [p]` publishes with that Provider
   * @throws RunError that names every thing for which there is no topic or payload
   */
  constructor(name: string, args: DeviceDefaultsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("iot-retained:index:DeviceDefaults", name, {}, opts);
    const { things, topic, payload, payloadBase64, ...rest } = args;
    const { exclusive, overwrite, marker, verify, allowEmpty, region, endpoint, ...defaults } = rest;
    const plan = (fail: (message: string) => Error) => (found: unknown) => messagesOfThings(name, found, args, fail);
    // Plain things make a plain map, in which one unknown payload leaves the others known.
    const plans = isSettled(things)
      ? plan(runError)(things)
      : (pulumi.output(things) as pulumi.Output<unknown>).apply(plan((message) => outputError(name, message)));
    const both = pulumi.Output.isInstance(plans)
      ? { messages: plans.apply(({ messages }) => messages), topics: plans.apply(({ topics }) => topics) }
      : plans;
    const messages = both.messages as RetainedMessageSetArgs["messages"];
    const ofSet = { exclusive, overwrite, marker, verify, allowEmpty, region, endpoint };
    const ofMessages = Object.keys(defaults).length === 0 ? {} : { defaults };
    this.set = new RetainedMessageSet(name, { messages, ...ofMessages, ...defined(ofSet) }, { parent: this });
    this.topics = pulumi.output(both.topics);
    this.count = this.set.count;
    this.revision = this.set.revision;
    this.registerOutputs({ topics: this.topics, count: this.count, revision: this.revision });
  }
}

type MessageOfThing = Pick<DeviceDefaultsArgs, "topic" | "payload" | "payloadBase64">;

/** The messages of things, and their topics by the names of the things. */
interface MessagesOfThings {
  messages: Record<string, SetMessageArgs>;
  topics: Record<string, string>;
}

/**
 * @param fail makes the error to throw
 * @throws RunError with everything that is wrong, by thing
 */
function messagesOfThings(
  name: string,
  found: unknown,
  { topic, payload, payloadBase64 }: MessageOfThing,
  fail: (message: string) => Error,
): MessagesOfThings {
  const faults: string[] = [];
  const holders = new Map<string, Thing>();
  const messages: [string, SetMessageArgs][] = [];
  const told = <T>({ thingName }: Thing, what: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      return void faults.push(`thing ${thingName}: ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const thing of thingsOf(found, faults)) {
    const at = told(thing, "topic", () => topicOfThing(thing, topic));
    if (at === undefined) continue;
    const holder = holders.get(at);
    if (holder !== undefined) faults.push(`thing ${thing.thingName}: topic: is that of ${holder.thingName} as well`);
    holders.set(at, thing);
    const message = told(thing, "payload", () => ({
      ...(payload === undefined ? {} : { payload: valueForThing(payload, thing) }),
      ...(payloadBase64 === undefined ? {} : { payloadBase64: valueForThing(payloadBase64, thing) }),
    }));
    if (message !== undefined) messages.push([at, message as SetMessageArgs]);
  }
  if (faults.length > 0) throw fail([`${name}:`, ...faults].join("\n  "));
  const topics = [...holders].map(([at, { thingName }]) => [thingName, at]);
  return { messages: Object.fromEntries(messages), topics: Object.fromEntries(topics) };
}

/** Each thing once. */
function thingsOf(found: unknown, faults: string[]): Thing[] {
  if (!Array.isArray(found)) {
    faults.push("things: expected a list");
    return [];
  }
  const things = new Map<string, Thing>();
  found.forEach((item: unknown, i) => {
    const thing = typeof item === "string" ? { thingName: item, attributes: {} } : parseThing(item);
    if (thing === undefined) {
      faults.push(`things[${i}]: expected a name, or a thingName and attributes that are strings`);
    } else if (!isSameThing(things.get(thing.thingName), thing)) {
      faults.push(`thing ${thing.thingName}: is given twice, with other attributes`);
    } else things.set(thing.thingName, thing);
  });
  return [...things.values()];
}

/** Whether a thing is what was given of it before, if anything was. */
function isSameThing(before: Thing | undefined, thing: Thing): boolean {
  return before === undefined || canonicalJson(before) === canonicalJson(thing);
}

function parseThing(item: unknown): Thing | undefined {
  const { thingName, attributes } = (item ?? {}) as { thingName?: unknown; attributes?: unknown };
  const found = Object.entries(attributes ?? {});
  const isThing = typeof thingName === "string" && found.every(([, value]) => typeof value === "string");
  return isThing ? { thingName, attributes: Object.fromEntries(found) } : undefined;
}

/** @throws TypeError where the thing has none */
function topicOfThing(thing: Thing, topic: unknown): string {
  const found = typeof topic === "function" ? (topic(thing) as unknown) : fillTopicTemplate(thing, topic);
  if (typeof found === "string" && found !== "") return found;
  throw new TypeError("expected a template, or a function that returns the topic as a string");
}

function fillTopicTemplate({ thingName, attributes }: Thing, topic: unknown): string | undefined {
  if (typeof topic !== "string") return undefined;
  return fillTemplate(topic, (placeholder) => {
    if (!("attribute" in placeholder)) return thingName;
    const { attribute } = placeholder;
    const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (value) return value;
    throw new TypeError(`needs the attribute \`${attribute}\`, which it lacks`);
  });
}

function valueForThing<T>(value: T | ((thing: Thing) => T), thing: Thing): T {
  const isFunction = typeof value === "function" && !pulumi.Output.isInstance(value);
  return isFunction ? (value as (thing: Thing) => T)(thing) : (value as T);
}
