import type { ServiceErrorName } from "./errors";
import type { Registry } from "./registry";

/** Operation of an HTTP call; `Unknown` if its verb and path are not of AWS, or not served here. */
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

/** An HTTP call that was answered. It never contains a payload. */
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
  /** HTTP status of the answer; 0 if a fault dropped the connection instead. */
  status: number;
}

/** The properties of an HTTP call that are known before it is carried out. */
export type FaultQuestion = Pick<LocalCall, "operation" | "topic" | "accessKeyId" | "payloadSize">;

/**
 * A fault that is injected into an HTTP call:
 *
 * - an error of AWS, by its name, instead of the real answer
 * - a raw answer, such as the HTML page of a proxy, instead of the real answer
 * - a reset of the connection, before or after the call was carried out
 * - the real answer, after `delay` milliseconds
 */
export type Fault =
  | { error: ServiceErrorName; message?: string }
  | { status: number; headers?: Readonly<Record<string, string>>; body: string }
  | { drop: "before" | "after" }
  | { delay: number };

/** Options of {@link startLocalEndpoint}. */
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
   * Things and thing groups of the account, or a function that returns them, which is called for each call.
   *
   * @default none
   */
  registry?: Registry | (() => Registry);
  /** Called for each HTTP call, after its answer is decided and before the answer is sent. */
  onCall?: (call: LocalCall) => void;
  /**
   * Called before each HTTP call is carried out. The call gets the fault that it returns; undefined means no fault.
   *
   * @example fault: ({ operation }) => (operation === "Publish" ? { error: "ThrottlingException" } : undefined)
   */
  fault?: (call: FaultQuestion) => Fault | undefined;
}
