import * as pulumi from "@pulumi/pulumi";
import { type SettingName, settingKey, settingNames } from "../settings/setting-names";
import { noSuch } from "../text/no-such";

/** Configuration as the provider process gets it; keys are `namespace:key`. */
export type SettingsBag = Readonly<Record<string, pulumi.Input<string>>>;

const OURS = "iot-retained:";

/** The stack's configuration of both namespaces that this package reads. What the user marked as secret stays secret. */
export function stackSettings(): SettingsBag {
  // Not in its public types: without it, everything is treated as secret.
  const { isConfigSecret = () => true } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  const entries = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => /^(iot-retained|aws):/.test(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, isConfigSecret(key) ? pulumi.secret(value) : value]));
}

/**
 * What the settings declare of every resource, as check completes it; and, in `__account`, what decides the account that
 * two providers reach.
 */
export function argumentsFromSettings(settings: SettingsBag): Record<string, unknown> {
  const setting = (name: SettingName) => settings[settingKey(name)];
  const marker = setting("marker");
  const found = {
    region: setting("region") || settings["aws:region"],
    endpoint: setting("endpoint"),
    marker: marker === undefined ? undefined : pulumi.output(marker).apply((text) => text !== "false"),
    __owner: setting("owner"),
    __account: [
      setting("roleArn") ?? settings["aws:assumeRole"],
      setting("profile") ?? settings["aws:profile"],
      settings["aws:accessKey"],
    ],
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ""));
}

const warned = new WeakSet<pulumi.Resource>();

/** Warns once a stack of settings that nothing reads: a misspelt one would be ignored in silence. */
export function warnOfUnknownSettings(): void {
  const stack = pulumi.runtime.getStackResource();
  // In a project of this name the namespace is the program's own as well.
  if (stack === undefined || warned.has(stack) || `${pulumi.getProject()}:` === OURS) return;
  warned.add(stack);
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    const name = key.startsWith(OURS) ? key.slice(OURS.length) : undefined;
    if (name === undefined || (settingNames as readonly string[]).includes(name)) continue;
    void pulumi.log.warn(`${key}: ${noSuch("setting", key, settingNames.map(settingKey))}`);
  }
}
