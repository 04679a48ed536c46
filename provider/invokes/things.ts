import type { Settings } from "../dataplane/configuration";
import type { Places } from "../dataplane/places";
import { Things } from "../dataplane/things";
import type { ThingsFound, ThingsQuery } from "./types";

/**
 * Reads the things of a thing group with their attributes.
 *
 * @throws DeploymentError or DataPlaneError if there is no such group, or if not all of it can be read
 */
export async function findThings(
  { places, settings }: { places: Places; settings: Settings },
  { group, recursive = false, attributes = true, region, endpoint }: ThingsQuery,
): Promise<ThingsFound> {
  const registry = new Things(await places.controlPlane({ region, endpoint }), settings);
  return { things: await registry.inGroup(group, { recursive, attributes }) };
}
