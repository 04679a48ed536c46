import { controlPlaneClient, environmentControlPlane } from "./control-plane";
import type { AwsAccess } from "./credentials";
import { DataPlaneError } from "./errors";
import { retrying } from "./retry";
import { controlPlaneSdk, dataPlaneSdk } from "./sdk";

/** The Region in the shared AWS files, as the SDK finds it; undefined if they name none. */
export async function profileRegion({ profile }: AwsAccess): Promise<string | undefined> {
  const { IoTDataPlaneClient } = dataPlaneSdk();
  const client = new IoTDataPlaneClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

/**
 * The data endpoint of the account in a Region, by DescribeEndpoint. It is a host of that account alone. The default host
 * of the SDK is for testing only.
 *
 * @throws DataPlaneError
 */
export async function discoverDataEndpoint(region: string, access: AwsAccess): Promise<string> {
  const { DescribeEndpointCommand } = controlPlaneSdk();
  const endpoint = environmentControlPlane(process.env);
  const client = controlPlaneClient({ region, ...(endpoint === undefined ? {} : { endpoint }) }, access);
  const operation = `asking for the data endpoint of ${region}`;
  try {
    const { endpointAddress } = await retrying(
      () => client.send(new DescribeEndpointCommand({ endpointType: "iot:Data-ATS" })),
      (failure) => {
        const advice = ". Allow iot:DescribeEndpoint on *, or set the endpoint";
        return new DataPlaneError(failure, operation, failure.reason + (failure.kind === "notAllowed" ? advice : ""));
      },
    );
    if (!endpointAddress) {
      const failure = { kind: "unintelligible", mayHaveActed: false } as const;
      throw new DataPlaneError(failure, operation, "DescribeEndpoint gave no address");
    }
    // A control plane on plain HTTP is local, and so is the data plane that it names.
    return `${endpoint?.startsWith("http:") ? "http" : "https"}://${endpointAddress}`;
  } finally {
    client.destroy();
  }
}
