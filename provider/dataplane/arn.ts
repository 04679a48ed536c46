/** AWS partitions with ARNs of their own, by the beginning of their Regions. */
const partitions = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["eusc-", "aws-eusc"],
] as const;

/** Where a resource of AWS IoT Core is. */
export interface ArnScope {
  region: string;
  accountId: string;
  /** By default the partition of the Region. */
  partition?: string | undefined;
}

/**
 * ARN of a resource of AWS IoT Core.
 *
 * @param resource such as `topic/acme/pumps/defaults`
 */
export function iotArn({ region, accountId, partition = partitionOf(region) }: ArnScope, resource: string): string {
  return `arn:${partition}:iot:${region}:${accountId}:${resource}`;
}

function partitionOf(region: string): string {
  const [, partition = "aws"] = partitions.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return partition;
}
