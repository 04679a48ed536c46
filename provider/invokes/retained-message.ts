import type { Places } from "../dataplane/places";
import { placeName } from "../dataplane/places";
import { DeploymentError } from "../messages/deployment-error";
import { sha256 } from "../messages/digest";
import { readMarker, withoutMarker } from "../messages/marker";
import { declaredPayload } from "../messages/payload";
import { reasonsAgainstTopic } from "../messages/topic";
import { fromPairs } from "../messages/user-properties";
import { isSentinel } from "../pulumi/unknowns";
import type { GetRetainedMessageArgs, GetRetainedMessageResult } from "./types";

/**
 * Reads a retained message, whoever published it.
 *
 * @throws DeploymentError or DataPlaneError if the topic has no retained message, or cannot be read
 */
export async function readRetainedMessage(
  { places }: { places: Places },
  { topic, region, endpoint }: GetRetainedMessageArgs,
): Promise<GetRetainedMessageResult> {
  const reasons = reasonsAgainstTopic(topic);
  if (reasons.length > 0) throw new DeploymentError(`\`topic\`: ${reasons.join(", ")}`);
  const place = await places.resolve({ region, endpoint });
  const live = await places.dataPlane(place).get(topic);
  if (live === undefined) throw new DeploymentError(`there is no retained message on ${topic} ${placeName(place)}`);
  const { payload } = declaredPayload(live.payload);
  const userProperties = fromPairs(withoutMarker(live.userProperties), undefined);
  const marker = readMarker(live.userProperties);
  return {
    topic,
    ...(payload === undefined ? {} : { payload }),
    payloadBase64: Buffer.from(live.payload).toString("base64"),
    payloadSha256: sha256(live.payload),
    payloadSize: live.payload.length,
    qos: live.qos,
    ...(userProperties === undefined ? {} : { userProperties }),
    ...(marker === undefined || [marker.owner, marker.name].some(isSentinel)
      ? {}
      : { managedBy: { owner: marker.owner, name: marker.name } }),
    lastModifiedTime: live.lastModifiedTime,
    region: place.region,
    dataEndpoint: place.dataEndpoint,
  };
}
