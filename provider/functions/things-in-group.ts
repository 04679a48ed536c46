import * as pulumi from "@pulumi/pulumi";
import { findThings } from "../invokes/things";
import type { ThingsInGroupArgs, ThingsQuery } from "../invokes/types";
import type { Thing } from "../things/thing";
import { invoke, invokeOutput } from "./invoke";

/**
 * The things of a thing group with their attributes, in the order of their names. It reads in preview as well. Static and
 * dynamic groups of AWS IoT Core are listed page by page, at 10 calls a second.
 *
 * @param group name of the group. If the same stack makes the group, give its `id`, which is unknown until it exists
 * @param args what to read, and where
 * @param opts `dependsOn`, such as memberships that the same stack makes; `provider` for another Region or account
 * @returns the things, in the order of their names
 * @throws RunError in the deployment, if there is no such group, or if not all of it can be read
 * @example
 * ```ts
 * import { DeviceDefaults, thingsInGroup } from "pulumi-iot-retained";
 *
 * new DeviceDefaults("pumps", {
 *   things: thingsInGroup("pumps", { recursive: true }),
 *   topic: "acme/{attributes.site}/{thingName}/config",
 *   payload: ({ attributes }) => ({ line: attributes["line"] }),
 * });
 * ```
 */
export function thingsInGroup(
  group: pulumi.Input<string>,
  args: ThingsInGroupArgs = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<Thing[]> {
  const { recursive = false, attributes = true, ...place } = args;
  const query = pulumi.output({ group, recursive, attributes, ...place });
  return invokeOutput(query, opts, (known: ThingsQuery, rest) =>
    invoke("thingsInGroup", known, rest, findThings),
  ).apply(({ things }) => things);
}
