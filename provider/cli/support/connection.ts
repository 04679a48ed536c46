import type { Advice } from "../../dataplane/advice";
import { type Connection, connect } from "../../dataplane/connection";
import { type SettingName, settingKey } from "../../settings/setting-names";
import { LiveMessages } from "./live-messages";
import { note } from "./output";

/** The options that say where the messages are. */
export interface PlaceOptions {
  endpoint?: string;
  region?: string;
  profile?: string;
}

/** What errors advise a user of the command to do. */
const advice: Advice = {
  region: "give `--region`, or set AWS_REGION",
  throttled: "Run the command again later, or ask AWS for a higher quota",
  unknownAccount: "So no error can name the account",
  profile: "AWS_PROFILE, or give `--profile`",
};

const placeSettings = ["endpoint", "region", "profile"] as const satisfies SettingName[];

/**
 * The messages at the place that the options and the environment name. With `--json`, no progress is shown.
 *
 * @throws DeploymentError if they name no place; DataPlaneError if the endpoint cannot be discovered
 */
export async function openLiveMessages(options: PlaceOptions & { json?: true }): Promise<LiveMessages> {
  const { settings, places } = openConnection(options);
  const place = await places.resolve({});
  return new LiveMessages(places.dataPlane(place), place, settings.concurrency, !options.json);
}

/** What the options and the environment say of AWS. It makes no call yet. @throws DeploymentError if that is wrong */
export function openConnection(options: PlaceOptions): Connection {
  const given = new Map<string, string | undefined>(placeSettings.map((name) => [settingKey(name), options[name]]));
  const warn = async (text: string) => note(`warning: ${text}`);
  return connect({ get: (key) => given.get(key) }, process.env, warn, advice);
}
