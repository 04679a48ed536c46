import type { ChangeLimit } from "../messages/change-limit";
import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { readAccess } from "./access-settings";
import { type AccountList, readAccountLists } from "./account-lists";
import type { AwsAccess } from "./credentials";
import { SettingsReader } from "./settings-reader";

/** The configuration of a stack. */
export interface Settings extends AwsAccess {
  region?: string;
  endpoint?: string;
  /** Owner in the markers; it may contain `{project}` and `{stack}`. */
  owner?: string;
  marker: boolean;
  /** Whether a preview reads the topics that are new to the stack. */
  previewReads: boolean;
  /** Percentage of the rollouts of all sets that name none. */
  rollout?: number;
  /** How many messages a deployment may clear. */
  maxClears?: ChangeLimit;
  /** How many messages a deployment may change. */
  maxChanges?: ChangeLimit;
  publishRate?: number;
  readRate?: number;
  concurrency: number;
  /** Which accounts may be used: each list has to allow it. Undefined allows all. */
  accountLists?: readonly AccountList[];
}

/** A source of configuration, such as that of a dynamic-provider process. Keys have the form `namespace:key`. */
export interface ConfigReader {
  get(key: string): string | undefined;
}

/**
 * Keys of the aws namespace that decide the account or the endpoint, and that are not supported here. They are refused,
 * because ignoring them could publish to the wrong place.
 */
const refusedAwsKeys = [
  "assumeRoleWithWebIdentity",
  "assumeRoles",
  "endpoints",
  "sharedConfigFiles",
  "sharedCredentialsFile",
  "sharedCredentialsFiles",
  "useDualstackEndpoint",
  "useFipsEndpoint",
];

/**
 * Reads and checks the configuration.
 *
 * @throws DeploymentError that lists every issue
 */
export function readSettings(config: ConfigReader): Settings {
  const reader = new SettingsReader((key) => config.get(key));
  const { issues } = reader;
  for (const key of refusedAwsKeys) {
    if (config.get(`aws:${key}`) !== undefined) {
      issues.push(`aws:${key}: not supported, and ignoring it could publish to the wrong place`);
    }
  }
  const accountLists = readAccountLists(reader);
  const settings = defined({
    region: reader.read("iot-retained:region") ?? reader.read("aws:region"),
    ...readAccess(reader),
    accountLists: accountLists.length === 0 ? undefined : accountLists,
    endpoint: reader.read("iot-retained:endpoint"),
    owner: reader.read("iot-retained:owner"),
    rollout: reader.read("iot-retained:rollout"),
    maxClears: reader.read("iot-retained:maxClears"),
    maxChanges: reader.read("iot-retained:maxChanges"),
    publishRate: reader.read("iot-retained:publishRate"),
    readRate: reader.read("iot-retained:readRate"),
  });
  const marker = reader.read("iot-retained:marker") ?? true;
  const previewReads = reader.read("iot-retained:previewReads") ?? true;
  const concurrency = reader.read("iot-retained:concurrency") ?? 32;
  if (issues.length > 0) throw new DeploymentError(`the configuration cannot be used: ${issues.join("; ")}`);
  return { ...settings, marker, previewReads, concurrency };
}

/** The Region in the environment, by the same order as in the AWS tools. */
export function environmentRegion(environment: NodeJS.ProcessEnv): string | undefined {
  return environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || undefined;
}

/**
 * The data endpoint in the environment.
 *
 * @throws DeploymentError if it is not a URL
 */
export function environmentEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  const variable = ["AWS_ENDPOINT_URL_IOT_DATA_PLANE", "AWS_ENDPOINT_URL"].find((name) => environment[name]);
  const url = variable === undefined ? undefined : environment[variable];
  if (url === undefined || /^https?:\/\/./.test(url)) return url;
  throw new DeploymentError(`${variable}: expected a URL that begins with https:// or http://`);
}
