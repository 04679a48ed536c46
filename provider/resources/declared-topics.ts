import { setTimeout as sleep } from "node:timers/promises";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { normalizedEndpoint } from "../settings/endpoint";
import { Declarations, type TopicDeclaration } from "../validation/declarations";
import type { Issue } from "../validation/issue";
import { writeDigests } from "../validation/topic-digests";
import { ofStack } from "./of-stack";
import { isSettled } from "./outputs";

/** A resource of a program, as errors of other resources name it. */
export class ProgramResource {
  private known: string | undefined;

  /**
   * @param description kind and name, as long as the URN is not known
   * @param urn of the resource
   */
  constructor(
    private readonly description: string,
    readonly urn: Promise<string>,
  ) {
    void urn.then((found) => {
      this.known = found;
    });
  }

  get isKnown(): boolean {
    return this.known !== undefined;
  }

  get name(): string {
    return this.known ?? this.description;
  }
}

/** How long an error waits for the URN of another resource, in milliseconds: that may be waiting for this one. */
const PATIENCE = 500;

/** All copies of this package in a program find here what each of its stacks declares. */
const BY_STACK = Symbol.for("pulumi-iot-retained.declarations");

/**
 * What the stack that runs now declares.
 *
 * The provider process knows this of its own resources, and never clears a topic that one of them declares. An explicit
 * provider has a process of its own, and a command with `--target` checks no other resource. Only the program sees all.
 */
function declarationsOfStack(): Declarations<ProgramResource> | undefined {
  return ofStack(BY_STACK, () => new Declarations<ProgramResource>());
}

/**
 * Notes what a resource declares while it is constructed, as far as that is known. Resources that come later in the
 * program are then seen by those that come before.
 *
 * @param sent the arguments, and what settings say
 */
export function noteDeclaration(who: ProgramResource, sent: PropertyBag, declaration: TopicDeclaration): void {
  const place = isSettled([sent["region"], sent["endpoint"], sent["__account"]]) ? placeOf(sent) : undefined;
  if (place !== undefined) declarationsOfStack()?.declare(who, place, declaration);
}

/**
 * Notes what a resource declares.
 *
 * @param sent the arguments, and what settings say, resolved
 * @returns what is wrong with it because of other resources in the same place
 */
export async function issuesInDeclaration(
  who: ProgramResource,
  sent: PropertyBag,
  declaration: TopicDeclaration,
): Promise<Issue[]> {
  const declarations = declarationsOfStack();
  const place = placeOf(sent);
  if (declarations === undefined || place === undefined) return [];
  declarations.declare(who, place, declaration);
  const unknown = new Set<ProgramResource>();
  const issues = () =>
    declarations.issues(who, place, declaration, (other) => {
      if (!other.isKnown) unknown.add(other);
      return other.name;
    });
  const found = issues();
  if (unknown.size === 0) return found;
  await Promise.race([Promise.all([...unknown].map(({ urn }) => urn)), sleep(PATIENCE)]);
  return issues();
}

/**
 * Topics that other resources declare in the same place, as far as they have been constructed: a set never clears them.
 *
 * @returns a text that {@link readDigests} reads; undefined if there are none. It tells no topic, since one may be secret
 */
export function topicsElsewhere(who: ProgramResource, sent: PropertyBag): string | undefined {
  const place = placeOf(sent);
  const topics = place === undefined ? [] : (declarationsOfStack()?.elsewhere(who, place) ?? []);
  return writeDigests(topics) || undefined;
}

/** The place of a resource, in a form that compares; undefined if it is not known. */
function placeOf({ region, endpoint, __account: account }: PropertyBag): string | undefined {
  if (isUnknown([region, endpoint, account])) return undefined;
  // A setting that resolves to nothing is not set.
  const url = typeof endpoint === "string" ? normalizedEndpoint(endpoint) : endpoint;
  return JSON.stringify([region || null, url || null, account]);
}
