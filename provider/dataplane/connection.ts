import { stackAdvice } from "./advice";
import { type ConfigReader, readSettings, type Settings } from "./configuration";
import { discoverDataEndpoint, profileRegion } from "./discovery";
import { callerAccount } from "./identity";
import { Places } from "./places";

/** A configuration, and the places that it reaches. */
export interface Connection {
  settings: Settings;
  places: Places;
}

/**
 * Reads a configuration and makes ready to call AWS with it; nothing is called yet.
 *
 * @param warn tells the user something that does not stop the work
 * @param advice what errors tell the user to do
 * @throws DeploymentError that lists everything that is wrong with the configuration
 */
export function connect(
  config: ConfigReader,
  environment: NodeJS.ProcessEnv,
  warn: (line: string) => Promise<void>,
  advice = stackAdvice,
): Connection {
  const settings = readSettings(config);
  const lookups = { profileRegion, callerAccount, discoverDataEndpoint };
  return { settings, places: new Places(settings, environment, warn, lookups, advice) };
}
