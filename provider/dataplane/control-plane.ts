import { type AwsAccess, accessSettings } from "./credentials";
import { clientSettings, controlPlaneSdk } from "./sdk";

/** The place of a control plane of AWS IoT Core, which has the registry of things. */
export interface ControlPlane {
  region: string;
  /** URL; undefined is the endpoint of AWS. */
  endpoint?: string;
}

/** Makes a client of a control plane. */
export function controlPlaneClient({ region, endpoint }: ControlPlane, access: AwsAccess) {
  const { IoTClient } = controlPlaneSdk();
  return new IoTClient({
    ...clientSettings(1),
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...accessSettings(access, endpoint, region),
  });
}

/** The URL of the control plane in the environment. */
export function environmentControlPlane(environment: NodeJS.ProcessEnv): string | undefined {
  return environment["AWS_ENDPOINT_URL_IOT"] || undefined;
}
