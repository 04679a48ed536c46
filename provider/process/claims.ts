import type { DeclaredPlace, Place } from "../dataplane/data-plane";
import { normalizedEndpoint } from "../settings/endpoint";

interface Claim {
  urn: string;
  place: DeclaredPlace;
}

/**
 * Topics that resources of this deployment have been checked with. `check` comes before the deletes at the end of a
 * deployment, so a topic that is claimed here is wanted, and no delete of this process clears it: that covers a rename
 * that failed and was reverted, delete-before-replace, and messages without a marker.
 */
export class Claims {
  private readonly byTopic = new Map<string, Claim[]>();

  /**
   * Claims a topic for a resource.
   *
   * @returns the URN of another resource that claims the same topic in the same declared place
   */
  claim(topic: string, { region, endpoint }: DeclaredPlace, urn: string): string | undefined {
    const place = { region, endpoint: endpoint === undefined ? undefined : normalizedEndpoint(endpoint) };
    const claims = (this.byTopic.get(topic) ?? []).filter((claim) => claim.urn !== urn);
    this.byTopic.set(topic, [...claims, { urn, place }]);
    return claims.find((claim) => claim.place.region === place.region && claim.place.endpoint === place.endpoint)?.urn;
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
    for (const claim of this.byTopic.get(topic) ?? []) {
      if (claim.urn === except) continue;
      const claimed = await resolve(claim.place);
      if (claimed.region === place.region && claimed.dataEndpoint === place.dataEndpoint) return claim.urn;
    }
    return undefined;
  }
}
