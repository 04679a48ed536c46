import { setTimeout as sleep } from "node:timers/promises";
import type { DataPlane, Place } from "../dataplane/data-plane";
import { DataPlaneError } from "../dataplane/errors";
import { placeName } from "../dataplane/places";
import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import {
  expired,
  type LiveMessage,
  type Message,
  type MessageProperties,
  readable,
  sameReadable,
  unreadableDigest,
} from "../messages/message";
import { isMarked, mayPublish, nameInUrn, readMarker, standing, writeMarker } from "../messages/ownership";
import { toPairs } from "../messages/user-properties";
import type { Inputs, Outputs } from "./declared-message";
import { sameUnreadable } from "./difference";
import { payloadBytes, payloadDigest } from "./payload";
import { payloadAsDeclared, userPropertiesAsDeclared } from "./state";

/** Waits in milliseconds between reading a message back; the service does not say how soon a Get shows a publish. */
const READ_BACK_WAITS = [50, 100, 200, 400, 800, 1600, 1600];

/** What one create or update is about. */
export interface Reconciliation {
  inputs: Inputs;
  /** The state so far; undefined for a create. */
  previous: Outputs | undefined;
  /** Nonce that the marker is to carry. */
  nonce: string;
  dataPlane: DataPlane;
  place: Place;
}

/** What a create or update has come to. */
export interface Reconciled {
  live: LiveMessage;
  /** The declaration as it was published: what `ignoreChanges` leaves to others is as it was found. */
  effective: Inputs;
}

/**
 * Brings the live message to what is declared: observe, ensure that it is ours to write, sync, read back.
 *
 * @throws DeploymentError where somebody else's message is in the way, or another one came in between
 */
export async function reconcile(task: Reconciliation): Promise<Reconciled> {
  const { inputs, previous, nonce, dataPlane, place } = task;

  const live = await dataPlane.get(inputs.topic);

  const operation = previous === undefined || previous.__state?.uncertain ? "create" : "update";
  const found = standing(live, { owner: inputs.__owner, nonce: previous?.__state?.nonce });
  if (live !== undefined && !mayPublish(operation, found, inputs.overwrite ?? false)) {
    throw refusal(operation, live, place);
  }

  // What another owner has put there is not what was left to the device.
  const isLeft = operation === "update" && found !== "foreign";
  const effective = isLeft && live !== undefined ? withIgnored(inputs, live) : inputs;
  const message = compose(effective, nonce);
  if (live !== undefined && previous !== undefined && inSync(live, message, effective, previous)) {
    return { live, effective };
  }

  let published = false;
  try {
    await dataPlane.publish(message);
    published = true;
    return { live: await readBack(message, dataPlane, live?.lastModifiedTime), effective };
  } catch (error) {
    const mayHaveActed = error instanceof DataPlaneError && error.mayHaveActed;
    throw published || mayHaveActed ? new Unseen(published, effective, error as Error) : error;
  }
}

/** The message was published, or may have been, but could not be seen. */
export class Unseen extends DeploymentError {
  constructor(
    /** Whether the service has confirmed the publish. */
    readonly published: boolean,
    /** What was to be published. */
    readonly effective: Inputs,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** A declaration with the live values of those arguments that `ignoreChanges` leaves to whoever else publishes. */
function withIgnored(inputs: Inputs, live: LiveMessage): Inputs {
  const ignored = new Set(inputs.__ignored);
  let effective = inputs;
  if (ignored.has("payload") || ignored.has("payloadBase64")) {
    const { payload, payloadBase64, ...rest } = effective;
    effective = { ...rest, ...payloadAsDeclared(live, inputs, payloadDigest(inputs)) };
  }
  if (ignored.has("userProperties")) {
    const { userProperties, ...rest } = effective;
    effective = { ...rest, ...userPropertiesAsDeclared(live, inputs) };
  }
  return ignored.has("qos") ? { ...effective, qos: live.qos } : effective;
}

/** The message that a declaration asks for. */
export function compose(inputs: Inputs, nonce: string): Message {
  const marker = {
    owner: inputs.__owner,
    name: nameInUrn(inputs.__urn),
    nonce,
    unreadable: unreadableDigest(inputs),
  };
  return {
    ...propertiesOf(inputs),
    payload: payloadBytes(inputs),
    userProperties: [...toPairs(inputs.userProperties), ...(inputs.marker ? [writeMarker(marker)] : [])],
  };
}

/** Topic and properties of a declared message, as they are published. */
export function propertiesOf(inputs: Pick<Inputs, "topic" | keyof MessageProperties>) {
  const { topic, qos, contentType, messageExpiry, payloadFormatIndicator, responseTopic, correlationData } = inputs;
  return {
    topic,
    qos,
    ...defined({ contentType, messageExpiry, payloadFormatIndicator, responseTopic, correlationData }),
  };
}

/**
 * Whether publishing would change nothing: what can be read is equal, and for the rest the marker vouches, or that
 * nobody has published since.
 */
export function inSync(live: LiveMessage, message: Message, inputs: Inputs, previous: Outputs | undefined): boolean {
  if (!sameReadable(readable(live), readable(message))) return false;
  if (inputs.marker) return true;
  if (previous === undefined || previous.__state?.uncertain) return false;
  return live.lastModifiedTime === previous.lastModifiedTime && sameUnreadable(previous, inputs);
}

/**
 * @param before when the message was stored that was there: a Get may show that one for a while
 * @param publishedAt when it was published (ms)
 */
export async function readBack(
  message: Message,
  dataPlane: DataPlane,
  before: number | undefined,
  publishedAt = Date.now(),
): Promise<LiveMessage> {
  const want = readable(message);
  let live: LiveMessage | undefined;
  for (const wait of [0, ...READ_BACK_WAITS]) {
    await sleep(wait);
    live = await dataPlane.get(message.topic);
    if (live !== undefined && live.lastModifiedTime !== before && sameReadable(readable(live), want)) return live;
    if (live === undefined && expired(message.messageExpiry, publishedAt, Date.now())) {
      return { ...message, lastModifiedTime: publishedAt };
    }
  }
  // Whether publishing the same again gives a new time is not documented.
  if (live !== undefined && sameReadable(readable(live), want)) return live;
  const instead = live === undefined ? "nothing is retained there" : `there is now ${describe(live)}`;
  throw new DeploymentError(
    `the message on ${message.topic} was published, but ${instead}: somebody else may have published in between. ` +
      "Run `pulumi up` again to publish it anew",
  );
}

function refusal(operation: "create" | "update", live: LiveMessage, place: Place): DeploymentError {
  const [first = "", ...others] = waysOn(operation, live);
  const ways = [
    first,
    ...(operation === "create" ? ["bring the message into this stack with `pulumi import --file`"] : []),
    ...others,
  ];
  return new DeploymentError(
    `${live.topic} already has a retained message ${placeName(place)}: ${describe(live)}. ` +
      `It was left as it is. To go on, ${ways.join(", ")}, or use another topic`,
  );
}

/** What a user can do in the program or its configuration about a message that is in the way. */
export function waysOn(operation: "create" | "update", live: LiveMessage): string[] {
  return [
    `set \`overwrite: true\` to take the topic ${operation === "create" ? "over" : "back"}`,
    // A stack that was renamed meets its own old name.
    ...(isMarked(live.userProperties) ? ["set `iot-retained:owner` to that owner if it was this stack's name"] : []),
  ];
}

/** What a live message is, without its payload. */
export function describe(live: LiveMessage): string {
  const marker = readMarker(live.userProperties);
  const owner = marker === undefined ? "without an owner's marker" : `managed by ${marker.owner} (${marker.name})`;
  const size = live.payload.length === 1 ? "1 byte" : `${live.payload.length} bytes`;
  return `${size} of ${new Date(live.lastModifiedTime).toISOString()}, ${owner}`;
}
