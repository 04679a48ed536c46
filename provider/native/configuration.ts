import { isDeepStrictEqual } from "node:util";
import { type ConfigReader, readSettings } from "../dataplane/configuration";
import { isForUsers } from "../dataplane/errors";
import type { PropertyBag } from "../pulumi/property-bag";
import { withoutSecretMarks } from "../pulumi/secret";
import { isUnknown } from "../pulumi/unknowns";
import { type SettingName, settingKey, settingNames } from "../settings/setting-names";
import { noSuch } from "../text/no-such";
import { CHANGES, type Request, type Response } from "./protocol";

/** What the engine puts among the settings for itself. */
const ofEngine: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "pluginChecksums", "__internal"]);

/** The settings that the engine has given, as texts by their keys. */
export function configReader(args: PropertyBag): ConfigReader {
  const given = withoutSecretMarks(args);
  return {
    get: (key) => {
      const name = settingNames.find((setting) => settingKey(setting) === key);
      return name === undefined ? undefined : asText(given[name]);
    },
  };
}

/** A list or an object arrives as text of JSON, or as it is. */
function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Everything that is wrong with the settings. */
export function checkConfig({ news = {} }: Request<"CheckConfig">): Response<"CheckConfig"> {
  const unknown = Object.keys(news).filter(
    (name) => !ofEngine.has(name) && !settingNames.includes(name as SettingName),
  );
  const failures = unknown.map((name) => `\`${name}\`: ${noSuch("setting", name, settingNames)}`);
  const known = Object.entries(news).filter(([, value]) => !isUnknown(value));
  try {
    readSettings(configReader(Object.fromEntries(known)));
  } catch (error) {
    if (!isForUsers(error)) throw error;
    failures.push(error.message);
  }
  return { inputs: news, failures: failures.map((reason) => ({ reason })) };
}

/**
 * Whether the settings have changed. With "none" the engine would go on with the settings of before. No change replaces the
 * provider, and with it its resources: each resource compares its own place.
 */
export function diffConfig({ oldInputs, olds, news }: Request<"DiffConfig">): Response<"DiffConfig"> {
  return { changes: isDeepStrictEqual(oldInputs ?? olds, news) ? CHANGES.none : CHANGES.some };
}
