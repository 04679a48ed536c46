import { listAll } from "../dataplane/listing";
import type { Places } from "../dataplane/places";
import type { ListedMessage } from "../messages/message";

/** The messages that `listRetainedMessages` lists. */
export interface ListRetainedMessagesArgs {
  /**
   * Topic prefix of the messages. `acme/pumps` is that topic and all below it; `acme/pumps/` is only what is below it.
   *
   * @default every topic of the account in the Region
   * @example "acme/pumps"
   */
  prefix?: string;
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: string;
  /**
   * URL of the data endpoint.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: string;
}

/** The messages that `listRetainedMessages` has found. */
export interface ListRetainedMessagesResult {
  /** The messages in the order of their topics, without payloads. */
  messages: ListedMessage[];
  /** AWS Region that was asked. */
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

/**
 * Lists retained messages, whoever published them.
 *
 * @throws DeploymentError or DataPlaneError if the account cannot be listed
 */
export async function findRetainedMessages(
  { places }: { places: Places },
  { prefix, region, endpoint }: ListRetainedMessagesArgs,
): Promise<ListRetainedMessagesResult> {
  const place = await places.resolve({ region, endpoint });
  const messages = await listAll(places.dataPlane(place), prefix);
  return { messages, region: place.region, dataEndpoint: place.dataEndpoint };
}
