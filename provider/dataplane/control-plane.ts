import { defined } from "../messages/defined";
import { type AwsAccess, accessSettings, isLocal } from "./credentials";
import { clientSettings, cloudWatchSdk, controlPlaneSdk } from "./sdk";

/** The place of a service that has one endpoint for all accounts of a Region. */
export interface ServicePlace {
  region: string;
  /** URL; undefined is the endpoint of AWS. */
  endpoint?: string;
}

/** The place of alarms. */
export interface AlarmPlace extends ServicePlace {
  /** Account of the credentials; undefined if there is none, or if STS did not tell it. */
  accountId?: string;
}

/** Calls per second that a service takes: its quota, or any number if it is the local endpoint. */
export function rateAt({ endpoint }: ServicePlace, quota: number): number {
  return endpoint !== undefined && isLocal(endpoint) ? Number.POSITIVE_INFINITY : quota;
}

/** Makes a client of a control plane of AWS IoT Core, which has the registry of things. */
export function controlPlaneClient(place: ServicePlace, access: AwsAccess) {
  const { IoTClient } = controlPlaneSdk();
  return new IoTClient(settingsFor(place, access));
}

/** Makes a client of CloudWatch. */
export function cloudWatchClient(place: ServicePlace, access: AwsAccess) {
  const { CloudWatchClient } = cloudWatchSdk();
  return new CloudWatchClient(settingsFor(place, access));
}

function settingsFor({ region, endpoint }: ServicePlace, access: AwsAccess) {
  return { ...clientSettings(1), region, ...defined({ endpoint }), ...accessSettings(access, endpoint, region) };
}

/** The URL of the control plane in the environment. */
export function environmentControlPlane(environment: NodeJS.ProcessEnv): string | undefined {
  return environment["AWS_ENDPOINT_URL_IOT"] || undefined;
}

/** The URL of CloudWatch in the environment. */
export function environmentCloudWatch(environment: NodeJS.ProcessEnv): string | undefined {
  return environment["AWS_ENDPOINT_URL_CLOUDWATCH"] || undefined;
}
