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
  "maxClears",
  "maxChanges",
  "publishRate",
  "readRate",
  "concurrency",
] as const;

/** Name of a setting. */
export type SettingName = (typeof settingNames)[number];

/** The key of a setting in a stack's configuration. */
export function settingKey<N extends SettingName>(name: N): `iot-retained:${N}` {
  return `iot-retained:${name}`;
}
