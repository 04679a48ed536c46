import { z } from "zod";
import { CHANGE_LIMIT_EXPECTED, type ChangeLimit, isChangeLimit } from "../messages/change-limit";
import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { reasonsAgainstOwner } from "../messages/owner";
import type { SettingName } from "../settings/setting-names";
import { endpointSchema, regionSchema, rule } from "../validation/common-schemas";
import { accountIds, assumedRole, json, roleArn } from "./aws-settings";
import type { AwsAccess } from "./credentials";

/** The configuration of a stack. */
export interface Settings extends AwsAccess {
  region?: string;
  endpoint?: string;
  /** Owner in the markers; it may contain `{project}` and `{stack}`. */
  owner?: string;
  marker: boolean;
  /** Whether a preview reads the topics that are new to the stack. */
  previewReads: boolean;
  /** How many messages a deployment may clear. */
  maxClears?: ChangeLimit;
  /** How many messages a deployment may change. */
  maxChanges?: ChangeLimit;
  publishRate?: number;
  readRate?: number;
  concurrency: number;
  /** The only accounts that may be used; undefined allows all. */
  allowedAccountIds?: readonly string[];
  /** Accounts that must not be used. */
  forbiddenAccountIds?: readonly string[];
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

const positive = z.coerce.number({ error: "expected a number above 0" }).positive("expected a number above 0");
const flag = z.enum(["true", "false"], { error: "expected true or false" }).transform((text) => text === "true");

const changeLimit = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
  .refine(isChangeLimit, CHANGE_LIMIT_EXPECTED);

const keys = {
  "iot-retained:region": regionSchema,
  "aws:region": regionSchema,
  "iot-retained:profile": z.string(),
  "iot-retained:endpoint": endpointSchema,
  "iot-retained:roleArn": roleArn.transform((RoleArn) => ({ RoleArn })),
  "aws:assumeRole": json(assumedRole),
  "aws:allowedAccountIds": json(accountIds),
  "aws:forbiddenAccountIds": json(accountIds),
  "iot-retained:owner": z.string().superRefine(rule(reasonsAgainstOwner)),
  "iot-retained:marker": flag,
  "iot-retained:previewReads": flag,
  "iot-retained:maxClears": changeLimit,
  "iot-retained:maxChanges": changeLimit,
  "iot-retained:publishRate": positive,
  "iot-retained:readRate": positive,
  "iot-retained:concurrency": positive.int("expected a whole number above 0"),
} satisfies Record<`iot-retained:${SettingName}` | `aws:${string}`, z.ZodType>;

/**
 * Reads and checks the configuration.
 *
 * @throws DeploymentError that lists every issue
 */
export function readSettings(config: ConfigReader): Settings {
  const issues: string[] = [];
  function read<K extends keyof typeof keys>(key: K): z.infer<(typeof keys)[K]> | undefined {
    const text = config.get(key);
    if (text === undefined || text === "") return undefined;
    const result = keys[key].safeParse(text);
    if (result.success) return result.data as z.infer<(typeof keys)[K]>;
    issues.push(`${key}: ${result.error.issues.map((issue) => issue.message).join(", ")}`);
    return undefined;
  }
  for (const key of refusedAwsKeys) {
    if (config.get(`aws:${key}`) !== undefined) {
      issues.push(`aws:${key}: not supported, and ignoring it could publish to the wrong place`);
    }
  }
  const ownProfile = read("iot-retained:profile");
  const settings = defined({
    region: read("iot-retained:region") || read("aws:region"),
    // AWS_PROFILE is left to the SDK, which knows its rank among the other sources in the environment.
    profile: ownProfile || config.get("aws:profile") || undefined,
    // A profile for this package wins over the keys and the role that the stack has for all packages.
    keys: ownProfile === undefined ? staticKeys(config, issues) : undefined,
    role: read("iot-retained:roleArn") ?? (ownProfile === undefined ? read("aws:assumeRole") : undefined),
    allowedAccountIds: read("aws:allowedAccountIds"),
    forbiddenAccountIds: read("aws:forbiddenAccountIds"),
    endpoint: read("iot-retained:endpoint"),
    owner: read("iot-retained:owner"),
    maxClears: read("iot-retained:maxClears"),
    maxChanges: read("iot-retained:maxChanges"),
    publishRate: read("iot-retained:publishRate"),
    readRate: read("iot-retained:readRate"),
  });
  const marker = read("iot-retained:marker") ?? true;
  const previewReads = read("iot-retained:previewReads") ?? true;
  const concurrency = read("iot-retained:concurrency") ?? 32;
  if (issues.length > 0) throw new DeploymentError(`the stack's configuration cannot be used: ${issues.join("; ")}`);
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

function staticKeys(config: ConfigReader, issues: string[]): Settings["keys"] {
  const accessKeyId = config.get("aws:accessKey");
  const secretAccessKey = config.get("aws:secretKey");
  const sessionToken = config.get("aws:token");
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    issues.push("aws:accessKey and aws:secretKey: expected both or neither");
    return undefined;
  }
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken }) };
}
