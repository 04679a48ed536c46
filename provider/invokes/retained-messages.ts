import { listAll } from "../dataplane/listing";
import type { Places } from "../dataplane/places";
import type { ListRetainedMessagesArgs, ListRetainedMessagesResult } from "./types";

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
