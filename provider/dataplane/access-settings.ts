import { defined } from "../messages/defined";
import type { AwsAccess, AwsKeys, AwsRole } from "./credentials";
import type { SettingsReader } from "./settings-reader";

type Namespace = "iot-retained" | "aws";

/**
 * Reads the settings that decide the account. Keys or a profile of our own set aside the profile, the keys and the role
 * that the stack has for all packages; a role of our own sets aside only that role.
 */
export function readAccess(settings: SettingsReader): AwsAccess {
  const own = defined({
    profile: settings.read("iot-retained:profile"),
    keys: readKeys("iot-retained", settings),
    role: readOwnRole(settings),
  });
  if (own.profile !== undefined || own.keys !== undefined) return own;
  // AWS_PROFILE is left to the SDK, which knows its rank among the other sources in the environment.
  const ofAll = { profile: settings.read("aws:profile"), keys: readKeys("aws", settings) };
  return defined({ ...ofAll, role: own.role ?? settings.read("aws:assumeRole") });
}

function readKeys(namespace: Namespace, settings: SettingsReader): AwsKeys | undefined {
  const accessKeyId = settings.read(`${namespace}:accessKey`);
  const secretAccessKey = settings.read(`${namespace}:secretKey`);
  const sessionToken = settings.read(`${namespace}:token`);
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, ...defined({ sessionToken }) };
  }
  if (accessKeyId !== undefined || secretAccessKey !== undefined) {
    settings.issues.push(`${namespace}:accessKey and ${namespace}:secretKey: expected both or neither`);
  } else if (sessionToken !== undefined && namespace === "iot-retained") {
    settings.issues.push(`${namespace}:token: expected ${namespace}:accessKey and ${namespace}:secretKey with it`);
  }
  return undefined;
}

function readOwnRole(settings: SettingsReader): AwsRole | undefined {
  const byArn = settings.read("iot-retained:roleArn");
  const withOptions = settings.read("iot-retained:assumeRole");
  if (byArn !== undefined && withOptions !== undefined && byArn.RoleArn !== withOptions.RoleArn) {
    settings.issues.push(
      "iot-retained:roleArn and iot-retained:assumeRole: expected one of them, or the same role in both",
    );
  }
  return withOptions ?? byArn;
}
