import * as pulumi from "@pulumi/pulumi";
import { ownerFor } from "../messages/owner";
import { type SettingName, settingKey, settingNames } from "../settings/setting-names";
import { noSuch } from "../text/no-such";

/** Configuration as the provider process gets it. Keys are `namespace:key`. */
export type SettingsBag = Readonly<Record<string, pulumi.Input<string>>>;

const NAMESPACE = "iot-retained:";

/** The stack's configuration in both namespaces that this package reads. Values that the user marked as secret stay secret. */
export function stackSettings(): SettingsBag {
  // The SDK's types do not have this function. Without it, everything is treated as secret.
  const { isConfigSecret = () => true } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  const entries = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => /^(iot-retained|aws):/.test(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, isConfigSecret(key) ? pulumi.secret(value) : value]));
}

/**
 * The arguments that settings give to every resource, as check completes them. `__account` holds the settings that decide
 * which account a provider reaches, and `__rollout` the percentage of the rollouts.
 */
export function argumentsFromSettings(settings: SettingsBag): Record<string, unknown> {
  const setting = (name: SettingName) => settings[settingKey(name)];
  const names = () => ({ project: pulumi.getProject(), stack: pulumi.getStack() });
  const found = {
    __rollout: setting("rollout"),
    region: setting("region") || settings["aws:region"],
    endpoint: setting("endpoint"),
    marker: converted(setting("marker"), (text) => text !== "false"),
    __owner: converted(setting("owner"), (text) => ownerFor(text, names())),
    __account: [
      setting("roleArn") ?? setting("assumeRole") ?? settings["aws:assumeRole"],
      setting("profile") ?? settings["aws:profile"],
      setting("accessKey") ?? settings["aws:accessKey"],
    ],
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ""));
}

/** A setting in another form, if it is given. */
function converted<T>(setting: pulumi.Input<string> | undefined, convert: (text: string) => T) {
  if (setting === undefined) return undefined;
  return typeof setting === "string" ? convert(setting) : pulumi.output(setting).apply(convert);
}

const warnedStacks = new WeakSet<pulumi.Resource>();

/** Warns of settings that nothing reads, once a stack. A misspelt setting would be ignored in silence. */
export function warnOfUnknownSettings(): void {
  const stack = pulumi.runtime.getStackResource();
  // In a project of this name, the namespace is also the program's own.
  if (stack === undefined || warnedStacks.has(stack) || `${pulumi.getProject()}:` === NAMESPACE) return;
  warnedStacks.add(stack);
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    const name = key.startsWith(NAMESPACE) ? key.slice(NAMESPACE.length) : undefined;
    if (name === undefined || (settingNames as readonly string[]).includes(name)) continue;
    void pulumi.log.warn(`${key}: ${noSuch("setting", key, settingNames.map(settingKey))}`);
  }
}
