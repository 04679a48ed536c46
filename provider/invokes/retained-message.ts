import type { Places } from "../dataplane/places";
import { placeName } from "../dataplane/places";
import { DeploymentError } from "../messages/deployment-error";
import { sha256 } from "../messages/digest";
import { readMarker, withoutMarker } from "../messages/marker";
import type { QoS } from "../messages/message";
import { declaredPayload } from "../messages/payload";
import { reasonsAgainstTopic } from "../messages/topic";
import { fromPairs, type UserProperties } from "../messages/user-properties";
import { isSentinel } from "../pulumi/unknowns";

/** The message that `getRetainedMessage` reads. */
export interface GetRetainedMessageArgs {
  /**
   * Topic of the message: up to 256 bytes of UTF-8 and 7 slashes, without `+` and `#`, not beginning with `$`.
   *
   * @example "acme/pumps/defaults"
   */
  topic: string;
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

/** The message that `getRetainedMessage` has found. */
export interface GetRetainedMessageResult {
  /** Topic of the message. */
  topic: string;
  /** The payload as text; undefined if it is not UTF-8, or a text that Pulumi takes for an unknown value. */
  payload?: string;
  /** The payload as base64. */
  payloadBase64: string;
  /** SHA-256 of the payload in hex. */
  payloadSha256: string;
  /** Bytes of the payload. */
  payloadSize: number;
  /** Quality of service, 0 or 1. */
  qos: QoS;
  /**
   * MQTT 5 user properties without the marker: a record or, if a key repeats or is one that no record in Pulumi can have,
   * an array; undefined if there are none.
   */
  userProperties?: UserProperties;
  /**
   * The owner that the message's marker names; undefined if it carries no marker, or one with a name that Pulumi takes for
   * an unknown value.
   */
  managedBy?: ManagedBy;
  /** When the broker stored the message: milliseconds since 1970, by the broker's clock. */
  lastModifiedTime: number;
  /** AWS Region that was asked. */
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

/** Who manages a message, as its marker says. */
export interface ManagedBy {
  /** Owner, by default `<organization>/<project>/<stack>`. */
  owner: string;
  /** Name of the resource. */
  name: string;
}

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
