import * as pulumi from "@pulumi/pulumi";
import { Things } from "../dataplane/things";
import type { Thing } from "../things/thing";
import { invoke, invokeOutput } from "./invoke";

/** What {@link thingsInGroup} reads, and where. */
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

/**
 * The things of a thing group with their attributes, in the order of their names. It reads in preview as well. Static and
 * dynamic groups of AWS IoT Core are listed page by page, at 10 calls a second.
 *
 * @param group name of the group. If the same stack makes the group, give its `id`, which is unknown until it exists
 * @param args what to read, and where
 * @param opts `dependsOn`, such as memberships that the same stack makes; `provider` for another Region or account
 * @throws RunError in the deployment, if there is no such group, or if not all of it can be read
 * @example
 * new DeviceDefaults("pumps", {
 *   things: thingsInGroup("pumps", { recursive: true }),
 *   topic: "acme/{attributes.site}/{thingName}/config",
 *   payload: ({ attributes }) => ({ line: attributes["line"] }),
 * });
 */
export function thingsInGroup(
  group: pulumi.Input<string>,
  args: ThingsInGroupArgs = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<Thing[]> {
  const { recursive = false, attributes = true, ...place } = args;
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
