import type * as pulumi from "@pulumi/pulumi";
import type { Rollout } from "../messages/rollout";
import type { Thing } from "../things/thing";
import { earlyTopics } from "../validation/early-topics";

/** Things by their attributes: a thing has to have all of them. */
export interface ThingAttributes {
  attributes: Readonly<Record<string, string>>;
}

/** Which topics of a DeviceDefaults a rollout reaches: by the names and attributes of the things. */
export class ThingRollout {
  /** By topic. */
  things: ReadonlyMap<string, Thing> = new Map();
  /** Things that are always among the first. */
  first: readonly ThingAttributes[] = [];

  /** Topics that a rollout reaches now. */
  readonly reached = (rollout: Rollout): string[] => {
    const { things } = this;
    const early = earlyTopics(things.keys(), rollout, (topic) => things.get(topic)?.thingName ?? topic);
    const isFirst = (thing: Thing) => rollout.percent !== 0 && this.first.some((one) => matches(thing, one));
    return [...things].filter(([topic, thing]) => early.has(topic) || isFirst(thing)).map(([topic]) => topic);
  };
}

function matches({ attributes }: Thing, wanted: ThingAttributes): boolean {
  return Object.entries(wanted.attributes).every(
    ([name, value]) => Object.hasOwn(attributes, name) && attributes[name] === value,
  );
}

/** By component: the set below it asks for its own. */
const ofComponents = new WeakMap<pulumi.Resource, ThingRollout>();

/** Says how a component chooses the topics of the set below it. */
export function chooseByThings(component: pulumi.Resource): ThingRollout {
  const rollout = new ThingRollout();
  ofComponents.set(component, rollout);
  return rollout;
}

/** How a set chooses the topics of its rollout; undefined if by the topics themselves. */
export function choiceByThings(parent: pulumi.Resource | undefined): ThingRollout | undefined {
  return parent && ofComponents.get(parent);
}
