import type { Advice } from "../../dataplane/advice";
import type { Settings } from "../../dataplane/configuration";
import { connect } from "../../dataplane/connection";
import type { DataPlane, Place } from "../../dataplane/data-plane";
import { type SettingName, settingKey } from "../../settings/setting-names";
import type { PlaceOptions } from "../options";
import { note } from "../output";

/** A data plane, and where it is. */
export interface Connected {
  dataPlane: DataPlane;
  place: Place;
  /** Calls in flight. */
  concurrency: Settings["concurrency"];
}

/** What a user of the command can do. */
const advice: Advice = {
  region: "give `--region`, or set AWS_REGION",
  pace: "Run the command again later, or ask AWS for a higher quota",
  account: "So no error can name the account",
};

/**
 * The data plane that the options and the environment name.
 *
 * @throws DeploymentError where they name none; DataPlaneError where the endpoint cannot be discovered
 */
export async function openDataPlane(options: PlaceOptions): Promise<Connected> {
  const given = new Map(
    (["endpoint", "region", "profile"] as const satisfies SettingName[]).map((name) => [
      settingKey(name) as string,
      options[name],
    ]),
  );
  const warn = async (text: string) => note(`warning: ${text}`);
  const { settings, places } = connect({ get: (key) => given.get(key) }, process.env, warn, advice);
  const place = await places.resolve({});
  return { dataPlane: places.dataPlane(place), place, concurrency: settings.concurrency };
}
