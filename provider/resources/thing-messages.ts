import * as pulumi from "@pulumi/pulumi";
import { canonicalJson } from "../messages/digest";
import { reasonAgainstKey } from "../messages/reserved";
import { isReservedKey } from "../pulumi/signatures";
import type { Thing } from "../things/thing";
import { fillTemplate } from "../things/topic-template";
import type { DeviceDefaultsArgs } from "./device-defaults-args";
import type { SetMessageArgs } from "./retained-message-set-args";

/** What each thing receives, and where. */
export type MessageOfThing = Pick<DeviceDefaultsArgs, "topic" | "payload" | "payloadBase64">;

/** The messages of things. */
export interface ThingMessages {
  /** By topic. */
  messages: Record<string, SetMessageArgs>;
  /** Topics by the names of the things. */
  topics: Record<string, string>;
  /** Things by their topics. */
  things: ReadonlyMap<string, Thing>;
}

/**
 * One message for each thing.
 *
 * @param things as the program gave them, resolved
 * @param fail makes the error to throw
 * @throws what `fail` makes, with everything that is wrong, by thing
 */
export function thingMessages(
  name: string,
  things: unknown,
  { topic, payload, payloadBase64 }: MessageOfThing,
  fail: (message: string) => Error,
): ThingMessages {
  const problems: string[] = [];
  const thingsByTopic = new Map<string, Thing>();
  const messages: [string, SetMessageArgs][] = [];
  const attempt = <T>({ thingName }: Thing, what: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return void problems.push(`thing ${thingName}: ${what}: ${reason}`);
    }
  };
  for (const thing of distinctThings(things, problems)) {
    const topicOfThing = attempt(thing, "topic", () => resolveTopic(thing, topic));
    if (topicOfThing === undefined) continue;
    const other = thingsByTopic.get(topicOfThing);
    if (other !== undefined) problems.push(`thing ${thing.thingName}: topic: is that of ${other.thingName} as well`);
    thingsByTopic.set(topicOfThing, thing);
    const message = attempt(thing, "payload", () => ({
      ...(payload === undefined ? {} : { payload: valueForThing(payload, thing) }),
      ...(payloadBase64 === undefined ? {} : { payloadBase64: valueForThing(payloadBase64, thing) }),
    }));
    if (message !== undefined) messages.push([topicOfThing, message as unknown as SetMessageArgs]);
  }
  if (problems.length > 0) throw fail([`${name}:`, ...problems].join("\n  "));
  const topics = [...thingsByTopic].map(([topicOfThing, { thingName }]) => [thingName, topicOfThing]);
  return { messages: Object.fromEntries(messages), topics: Object.fromEntries(topics), things: thingsByTopic };
}

function distinctThings(given: unknown, problems: string[]): Thing[] {
  if (!Array.isArray(given)) {
    problems.push("things: expected a list");
    return [];
  }
  const things = new Map<string, Thing>();
  given.forEach((item: unknown, i) => {
    const thing = typeof item === "string" ? { thingName: item, attributes: {} } : parseThing(item);
    if (thing === undefined) {
      problems.push(`things[${i}]: expected a name, or a thingName and attributes that are strings`);
      return;
    }
    const before = things.get(thing.thingName);
    // The outputs have topics by the names of their things.
    if (isReservedKey(thing.thingName)) problems.push(`things[${i}]: ${reasonAgainstKey("things")}`);
    else if (before !== undefined && canonicalJson(before) !== canonicalJson(thing)) {
      problems.push(`thing ${thing.thingName}: is given twice, with other attributes`);
    } else things.set(thing.thingName, thing);
  });
  return [...things.values()];
}

function parseThing(item: unknown): Thing | undefined {
  const { thingName, attributes } = (item ?? {}) as { thingName?: unknown; attributes?: unknown };
  const entries = Object.entries(attributes ?? {});
  const isThing = typeof thingName === "string" && entries.every(([, value]) => typeof value === "string");
  return isThing ? { thingName, attributes: Object.fromEntries(entries) } : undefined;
}

/** @throws TypeError if the thing has no topic */
function resolveTopic(thing: Thing, topic: unknown): string {
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
