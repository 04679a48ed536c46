import { stackAdvice } from "./advice";
import { type ConfigReader, readSettings, type Settings } from "./configuration";
import type { AwsAccess } from "./credentials";
import { assertCredentials } from "./credentials-check";
import { discoverDataEndpoint, profileRegion } from "./discovery";
import { callerAccount } from "./identity";
import { Places } from "./places";

/** A configuration and the places that can be reached with it. */
export interface Connection {
  settings: Settings;
  places: Places;
}

/**
 * Reads a configuration and prepares calls of AWS with it. It makes no call yet.
 *
 * @param warn tells the user something without stopping the work
 * @param advice the advice in errors
 * @param beforeCall called just before each call of a data plane, which waits for it
 * @throws DeploymentError that lists every issue of the configuration
 */
export function connect(
  config: ConfigReader,
  environment: NodeJS.ProcessEnv,
  warn: (line: string) => Promise<void>,
  advice = stackAdvice,
  beforeCall?: () => Promise<void>,
): Connection {
  const settings = readSettings(config);
  const lookups = {
    profileRegion,
    callerAccount,
    discoverDataEndpoint,
    assertCredentials: (access: AwsAccess) => assertCredentials(access, environment, advice),
  };
  return { settings, places: new Places(settings, environment, warn, lookups, advice, beforeCall) };
}
