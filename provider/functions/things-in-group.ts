import * as pulumi from "@pulumi/pulumi";
import { Things } from "../dataplane/things";
import type { Thing } from "../things/thing";
import { invoke, invokeOutput } from "./invoke";

/** What {@link thingsInGroup} is to find, and where. */
export interface ThingsInGroupArgs {
  /** Whether the things of nested groups are found as well. @default false */
  recursive?: boolean;
  /** Whether attributes are read: without them, they are empty, and there are fewer calls. @default true */
  attributes?: boolean;
  /** AWS Region. @default `iot-retained:region`, `aws:region`, then the environment's */
  region?: string;
  /** URL of a local endpoint that serves its registry as well. @default `iot-retained:endpoint`, where that is local */
  endpoint?: string;
}

/**
 * The things in a thing group with their attributes, in the order of their names; in preview as well. Static and dynamic
 * groups of AWS IoT Core are listed page by page, at 10 calls a second.
 *
 * @param group name of the group; that of one which the same stack makes is its `id`, so that it is unknown until then
 * @param opts `dependsOn`, such as the memberships that the same stack makes; `provider`: another Region or account
 * @throws RunError in the deployment, where there is no such group, or not all of it can be read
 * @example
 * new DeviceDefaults("pumps", {
 *   things: thingsInGroup("pumps", { recursive: true }),
 *   topic: "acme/{attributes.site}/{thingName}/config",
 *   payload: ({ attributes }) => ({ line: attributes["line"] }),
 * });
 */
export function thingsInGroup(
  group: pulumi.Input<string>,
  { recursive = false, attributes = true, ...place }: ThingsInGroupArgs = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<Thing[]> {
  return invokeOutput(pulumi.output({ group, recursive, attributes, ...place }), opts, findThings).apply(
    ({ things }) => things,
  );
}

interface ThingsQuery extends Required<Pick<ThingsInGroupArgs, "recursive" | "attributes">> {
  group: string;
  region?: string;
  endpoint?: string;
}

function findThings(question: ThingsQuery, opts: pulumi.InvokeOptions): Promise<{ things: Thing[] }> {
  return invoke("thingsInGroup", question, opts, async ({ places, settings }, { group, region, endpoint, ...rest }) => {
    const registry = new Things(await places.controlPlane({ region, endpoint }), settings);
    return { things: await registry.inGroup(group, rest) };
  });
}
