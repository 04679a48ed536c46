import * as pulumi from "@pulumi/pulumi";
import { type SettingName, secretSettings, settingKey } from "../settings/setting-names";
import type { ProviderArgs } from "./provider-args";
import type { SettingsBag } from "./settings";

/** Settings that stand for one another: a provider that is given one takes none of the others from the stack. */
const alternatives: readonly SettingName[][] = [
  ["profile", "accessKey", "secretKey", "token"],
  ["roleArn", "assumeRole"],
];

/** The settings of a stack with the arguments of a provider in place of its own. */
export function settingsWith(args: ProviderArgs, ofStack: SettingsBag): SettingsBag {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  const names = new Set(given.map(([name]) => name));
  const replaced = alternatives.filter((group) => group.some((name) => names.has(name))).flat();
  const keys = new Set<string>(replaced.map(settingKey));
  return {
    ...Object.fromEntries(Object.entries(ofStack).filter(([key]) => !keys.has(key))),
    ...Object.fromEntries(given.map(([name, value]) => [settingKey(name as SettingName), asSetting(name, value)])),
  };
}

function asSetting(name: string, value: unknown): pulumi.Input<string> {
  const text = typeof value === "string" ? value : (pulumi.output(value) as pulumi.Output<unknown>).apply(asText);
  return secretSettings.includes(name) ? pulumi.secret(text) : text;
}

/** A list or an object goes as JSON text, as Pulumi passes structured configuration. */
function asText(value: unknown): string {
  // An output that resolves to undefined is the same as a setting that is not given.
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
