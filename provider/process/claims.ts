import type { DeclaredPlace, Place } from "../dataplane/data-plane";
import { normalizedEndpoint } from "../settings/endpoint";
import { Declarations, type TopicDeclaration } from "../validation/declarations";
import type { Issue } from "../validation/issue";

/**
 * Topics that resources of this deployment have been checked with. `check` comes before the deletes at the end of a
 * deployment, so a topic that is claimed here is wanted, and no delete of this process clears it: that covers a rename
 * that failed and was reverted, delete-before-replace, and messages without a marker.
 */
export class Claims {
  private readonly declarations = new Declarations<string>();
  private readonly elsewhere = new Map<string, (topic: string) => boolean>();

  /**
   * Claims the topics of a resource.
   *
   * @returns what is wrong with them because of the claims of others in the same declared place
   */
  claim(declaration: TopicDeclaration, place: DeclaredPlace, urn: string): Issue[] {
    const key = keyOf(place);
    this.declarations.declare(urn, key, declaration);
    return this.declarations.issues(urn, key, declaration, (other) => other);
  }

  /** Notes which topics other resources of the program declare in the place of a resource, checked or not. */
  noteElsewhere(urn: string, isElsewhere: (topic: string) => boolean): void {
    this.elsewhere.set(urn, isElsewhere);
  }

  /** Whether another resource of the program declares a topic, though it may not have been checked yet. */
  isElsewhere(topic: string, urn: string): boolean {
    return this.elsewhere.get(urn)?.(topic) ?? false;
  }

  /** Whether another resource claims a topic in the same declared place. */
  isClaimed(topic: string, place: DeclaredPlace, urn: string): boolean {
    const key = keyOf(place);
    const isOther = (claim: { who: string; place: string }) => claim.who !== urn && claim.place === key;
    return this.declarations.of(topic).some(isOther) || this.isElsewhere(topic, urn);
  }

  /**
   * The resource that claims a topic in a place, if any.
   *
   * @param resolve completes what a program declared
   * @param except URN of the resource that asks, if its own claim does not matter
   */
  async holder(
    topic: string,
    place: Place,
    resolve: (declared: DeclaredPlace) => Promise<Place>,
    except?: string,
  ): Promise<string | undefined> {
    for (const { who: urn, place: declared } of this.declarations.of(topic)) {
      if (urn === except) continue;
      const claimed = await resolve(placeOf(declared));
      if (claimed.region === place.region && claimed.dataEndpoint === place.dataEndpoint) return urn;
    }
    return undefined;
  }
}

/** A declared place as a text. */
function keyOf({ region, endpoint }: DeclaredPlace): string {
  return JSON.stringify({ region, endpoint: endpoint === undefined ? undefined : normalizedEndpoint(endpoint) });
}

function placeOf(key: string): DeclaredPlace {
  return JSON.parse(key) as DeclaredPlace;
}
