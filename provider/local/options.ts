import type { ServiceErrorName } from "./errors";
import type { Registry } from "./registry";

/** Operation of an HTTP call; `Unknown` where verb and path are none of AWS's or not served here. */
export type LocalOperation =
  | "Publish"
  | "GetRetainedMessage"
  | "ListRetainedMessages"
  | "DescribeEndpoint"
  | "ListThings"
  | "ListThingsInThingGroup"
  | "DescribeThing"
  | "GetCallerIdentity"
  | "AssumeRole"
  | "Unknown";

/** An HTTP call that was answered. It never holds a payload. */
export interface LocalCall {
  operation: LocalOperation;
  /** Topic of a Publish or GetRetainedMessage. */
  topic?: string;
  /** Whether a Publish asked for the message to be retained. */
  retain?: boolean;
  /** Access key with which the call was signed. */
  accessKeyId?: string;
  /** Bytes of the request's body. */
  payloadSize: number;
  /** HTTP status of the answer; 0 where a fault dropped the connection instead. */
  status: number;
}

/** What is known of an HTTP call before it is acted on. */
export type FaultQuestion = Pick<LocalCall, "operation" | "topic" | "accessKeyId" | "payloadSize">;

/**
 * What to do in place of the proper answer:
 *
 * - an error of AWS, by name
 * - a raw answer, such as a proxy's HTML page
 * - a connection reset, before or after the call was acted on
 * - the proper answer, after `delay` milliseconds
 */
export type Fault =
  | { error: ServiceErrorName; message?: string }
  | { status: number; headers?: Readonly<Record<string, string>>; body: string }
  | { drop: "before" | "after" }
  | { delay: number };

/** How {@link startLocalEndpoint} listens and behaves. */
export interface LocalEndpointOptions {
  /**
   * Address to listen on, for HTTP and MQTT.
   *
   * @default "127.0.0.1"
   */
  host?: string;
  /**
   * Port of the HTTP data plane; 0 picks a free one.
   *
   * @default 0
   */
  port?: number;
  /**
   * Port of the MQTT broker; 0 picks a free one.
   *
   * @default 0
   */
  mqttPort?: number;
  /**
   * Clock in milliseconds since 1970, for `lastModifiedTime` and message expiry.
   *
   * @default Date.now
   */
  now?: () => number;
  /**
   * Things and thing groups of the account, or what tells them at each call.
   *
   * @default none
   */
  registry?: Registry | (() => Registry);
  /** Called for each HTTP call once its answer is settled, and before the client can have it. */
  onCall?: (call: LocalCall) => void;
  /**
   * Asked before each HTTP call is acted on; a fault that it returns takes effect.
   *
   * @example fault: ({ operation }) => (operation === "Publish" ? { error: "ThrottlingException" } : undefined)
   */
  fault?: (call: FaultQuestion) => Fault | undefined;
}
