import * as pulumi from "@pulumi/pulumi";

/** Which resource of a program declares a topic; several programs may run in one process, each with its own stack. */
const declared = new WeakMap<pulumi.Resource, Map<string, string>>();

/**
 * Notes that a resource declares a topic in a place. The provider process does the same for its own resources, and
 * keeps their messages from being cleared; an explicit provider has a process of its own, so this looks at all.
 *
 * @returns the URN of another resource that declares the same topic in the same place
 */
export function declareTopic(topic: string, place: readonly unknown[], urn: string): string | undefined {
  const stack = pulumi.runtime.getStackResource();
  if (stack === undefined) return undefined;
  const topics = declared.get(stack) ?? new Map<string, string>();
  declared.set(stack, topics);
  const key = JSON.stringify([topic, ...place]);
  const first = topics.get(key) ?? urn;
  topics.set(key, first);
  return first === urn ? undefined : first;
}
