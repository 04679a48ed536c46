import type { Settings } from "../dataplane/configuration";
import type { Issue } from "../validation/issue";

/** A native provider is not told the organization, so that the default owner of a Node.js program cannot be formed. */
export function ownerIssues({ owner }: Settings): Issue[] {
  if (owner !== undefined) return [];
  const reason =
    "expected the setting `iot-retained:owner`, such as acme/{project}/{stack}. Set it with `pulumi config set " +
    "iot-retained:owner OWNER`, or for all stacks in the `config` of Pulumi.yaml. An explicit provider takes the argument `owner`";
  return [{ path: "owner", reason }];
}
