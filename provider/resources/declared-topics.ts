import * as pulumi from "@pulumi/pulumi";

/** By stack, the resource that declares each topic. Several programs may run in one process, each with its own stack. */
const resourcesByTopic = new WeakMap<pulumi.Resource, Map<string, string>>();

/**
 * Notes that a resource declares a topic in a place.
 *
 * The provider process does so for its own resources, and never clears a topic that one of them declares. An explicit
 * provider has a process of its own, so that only the program sees the resources of all providers.
 *
 * @returns the URN of another resource that declares the same topic in the same place
 */
export function declareTopic(topic: string, place: readonly unknown[], urn: string): string | undefined {
  const stack = pulumi.runtime.getStackResource();
  if (stack === undefined) return undefined;
  const topics = resourcesByTopic.get(stack) ?? new Map<string, string>();
  resourcesByTopic.set(stack, topics);
  const key = JSON.stringify([topic, ...place]);
  const first = topics.get(key) ?? urn;
  topics.set(key, first);
  return first === urn ? undefined : first;
}
