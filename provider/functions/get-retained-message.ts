import * as pulumi from "@pulumi/pulumi";
import { placeName } from "../dataplane/places";
import { DeploymentError } from "../messages/deployment-error";
import { sha256, utf8 } from "../messages/digest";
import { readMarker, withoutMarker } from "../messages/marker";
import type { QoS } from "../messages/message";
import { reasonsAgainstTopic } from "../messages/topic";
import { fromPairs, type UserProperties } from "../messages/user-properties";
import { invoke, invokeOutput } from "./invoke";

/** Which message {@link getRetainedMessage} reads. */
export interface GetRetainedMessageArgs {
  /** Its topic, without wildcards. */
  topic: string;
  /** AWS Region. @default `iot-retained:region`, `aws:region`, then the environment's */
  region?: string;
  /** URL of the data endpoint. @default `iot-retained:endpoint`, then the environment's, then what DescribeEndpoint says */
  endpoint?: string;
}

/** What {@link getRetainedMessage} finds. */
export interface GetRetainedMessageResult {
  topic: string;
  /** The payload as text; undefined where it is not UTF-8. */
  payload?: string;
  /** The payload as base64. */
  payloadBase64: string;
  /** SHA-256 of the payload in hex. */
  payloadSha256: string;
  /** Bytes of the payload. */
  payloadSize: number;
  qos: QoS;
  /** A record, or an array of one-key objects where a key repeats; without the marker. */
  userProperties?: UserProperties;
  /** Whose marker the message carries; undefined where it carries none. */
  managedBy?: { owner: string; name: string };
  /** When the broker stored it: milliseconds since 1970, by its clock. */
  lastModifiedTime: number;
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

/**
 * Reads a retained message, whoever published it, without a resource; in preview as well.
 *
 * The payload is not secret: put `pulumi.secret` around one that is.
 *
 * @param opts `provider`, or `parent` whose provider it takes: another Region or account
 * @throws RunError where the topic has no retained message, or cannot be read
 * @example
 * const { payload } = await getRetainedMessage({ topic: "acme/pumps/defaults" });
 */
export function getRetainedMessage(
  args: GetRetainedMessageArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<GetRetainedMessageResult> {
  return invoke("getRetainedMessage", args, opts, async ({ places }, { topic, region, endpoint }) => {
    const faults = reasonsAgainstTopic(topic);
    if (faults.length > 0) throw new DeploymentError(`\`topic\`: ${faults.join(", ")}`);
    const place = await places.resolve({ region, endpoint });
    const live = await places.dataPlane(place).get(topic);
    if (live === undefined) throw new DeploymentError(`there is no retained message on ${topic} ${placeName(place)}`);
    const payload = utf8(live.payload);
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
      ...(marker === undefined ? {} : { managedBy: { owner: marker.owner, name: marker.name } }),
      lastModifiedTime: live.lastModifiedTime,
      region: place.region,
      dataEndpoint: place.dataEndpoint,
    };
  });
}

/** {@link getRetainedMessage} with arguments that may be outputs; `dependsOn` says after what it reads. */
export function getRetainedMessageOutput(
  args: pulumi.Input<{ [K in keyof GetRetainedMessageArgs]: pulumi.Input<NonNullable<GetRetainedMessageArgs[K]>> }>,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<GetRetainedMessageResult> {
  return invokeOutput(pulumi.output(args) as pulumi.Output<GetRetainedMessageArgs>, opts, getRetainedMessage);
}
