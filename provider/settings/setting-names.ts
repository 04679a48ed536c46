/** Names of the settings of this package, in its configuration namespace. */
export const settingNames = [
  "region",
  "endpoint",
  "profile",
  "accessKey",
  "secretKey",
  "token",
  "roleArn",
  "assumeRole",
  "allowedAccountIds",
  "forbiddenAccountIds",
  "owner",
  "marker",
  "previewReads",
  "rollout",
  "maxClears",
  "maxChanges",
  "publishRate",
  "readRate",
  "concurrency",
] as const;

/** Name of a setting. */
export type SettingName = (typeof settingNames)[number];

/** Settings that are kept as secrets, whatever they are given as. A role is one of them for its external id. */
export const secretSettings: readonly string[] = [
  "accessKey",
  "secretKey",
  "token",
  "assumeRole",
] satisfies SettingName[];

/** The key of a setting in a stack's configuration. */
export function settingKey<N extends SettingName>(name: N): `iot-retained:${N}` {
  return `iot-retained:${name}`;
}
