import { type AwsAccess, accessSettings } from "./credentials";
import { clientSettings, controlPlaneSdk } from "./sdk";

/** Where things are registered. */
export interface ControlPlane {
  region: string;
  /** URL, where it is not AWS's own. */
  endpoint?: string;
}

/** A client of the control plane of AWS IoT Core. */
export function controlPlaneClient({ region, endpoint }: ControlPlane, access: AwsAccess) {
  const { IoTClient } = controlPlaneSdk();
  return new IoTClient({
    ...clientSettings(1),
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...accessSettings(access, endpoint, region),
  });
}

/** The control plane that the environment names. */
export function environmentControlPlane(environment: NodeJS.ProcessEnv): string | undefined {
  return environment["AWS_ENDPOINT_URL_IOT"] || undefined;
}
