import * as pulumi from "@pulumi/pulumi";
import { defined } from "../messages/defined";
import { canonicalJson } from "../messages/digest";
import { fillTemplate } from "../messages/template";
import type { Thing } from "../messages/thing";
import { isSettled, type Payload } from "./payload";
import {
  RetainedMessageSet,
  type RetainedMessageSetArgs,
  type SetDefaults,
  type SetMessageArgs,
} from "./retained-message-set";
import { runError } from "./run-error";

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
  /** Grows by one with each `up` that publishes or clears something: a trigger for a Publication. */
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
    const plan = (found: unknown) => planned(name, found, args);
    // Plain things make a plain map, in which one unknown payload leaves the others known.
    const plans = isSettled(things) ? plan(things) : (pulumi.output(things) as pulumi.Output<unknown>).apply(plan);
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
interface Planned {
  messages: Record<string, SetMessageArgs>;
  topics: Record<string, string>;
}

/** @throws RunError with everything that is wrong, by thing */
function planned(name: string, found: unknown, { topic, payload, payloadBase64 }: MessageOfThing): Planned {
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
    const at = told(thing, "topic", () => topicOf(thing, topic));
    if (at === undefined) continue;
    const holder = holders.get(at);
    if (holder !== undefined)
      faults.push(`thing ${thing.thingName}: topic: is that of ${holder.thingName} as well: ${at}`);
    holders.set(at, thing);
    const message = told(thing, "payload", () => ({
      ...(payload === undefined ? {} : { payload: ofThing(payload, thing) }),
      ...(payloadBase64 === undefined ? {} : { payloadBase64: ofThing(payloadBase64, thing) }),
    }));
    if (message !== undefined) messages.push([at, message as SetMessageArgs]);
  }
  if (faults.length > 0) throw runError([`${name}:`, ...faults].join("\n  "));
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
    const thing = typeof item === "string" ? { thingName: item, attributes: {} } : thingIn(item);
    if (thing === undefined)
      faults.push(`things[${i}]: expected a name, or a thingName and attributes that are strings`);
    else things.set(canonicalJson(thing), thing);
  });
  return [...things.values()];
}

function thingIn(item: unknown): Thing | undefined {
  const { thingName, attributes } = (item ?? {}) as { thingName?: unknown; attributes?: unknown };
  const found = Object.entries(attributes ?? {});
  const isThing = typeof thingName === "string" && found.every(([, value]) => typeof value === "string");
  return isThing ? { thingName, attributes: Object.fromEntries(found) } : undefined;
}

function topicOf(thing: Thing, topic: MessageOfThing["topic"]): string {
  if (typeof topic === "function") return topic(thing);
  return fillTemplate(topic, (placeholder) => {
    if (!("attribute" in placeholder)) return thing.thingName;
    const value = thing.attributes[placeholder.attribute];
    if (value) return value;
    throw new TypeError(`needs the attribute \`${placeholder.attribute}\`, which it lacks`);
  });
}

function ofThing<T>(value: T | ((thing: Thing) => T), thing: Thing): T {
  const isFunction = typeof value === "function" && !pulumi.Output.isInstance(value);
  return isFunction ? (value as (thing: Thing) => T)(thing) : (value as T);
}
