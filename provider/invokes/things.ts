import type { Settings } from "../dataplane/configuration";
import type { Places } from "../dataplane/places";
import { Things } from "../dataplane/things";
import type { Thing } from "../things/thing";

/** What `thingsInGroup` reads, and where. */
export interface ThingsInGroupArgs {
  /**
   * Whether to read the things of nested groups as well.
   *
   * @default false
   */
  recursive?: boolean;
  /**
   * Whether to read the attributes of the things. Without them there are fewer calls, and `attributes` is empty.
   *
   * @default true
   */
  attributes?: boolean;
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: string;
  /**
   * URL of a local endpoint, which serves the registry of things as well.
   *
   * @default the setting `iot-retained:endpoint`, if that is a local endpoint
   */
  endpoint?: string;
}

/** The arguments of `thingsInGroup` as one, as other languages give them. */
export interface ThingsQuery extends ThingsInGroupArgs {
  /**
   * Name of the group. If the same stack makes the group, give its `id`, which is unknown until it exists.
   *
   * @example "pumps"
   */
  group: string;
}

/** The things that `thingsInGroup` has found. */
export interface ThingsFound {
  /** The things in the order of their names. */
  things: Thing[];
}

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
