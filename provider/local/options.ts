import type { ServiceErrorName } from "./errors";
import type { Registry } from "./registry";

/** Operation of an HTTP call. `Unknown` is a verb and path that AWS does not have, or that this endpoint does not serve. */
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
  /** Operation of AWS that was called. */
  operation: LocalOperation;
  /** Topic of a Publish or GetRetainedMessage; undefined for other operations. */
  topic?: string;
  /** Whether a Publish asked for the message to be retained; undefined for other operations. */
  retain?: boolean;
  /** Access key with which the call was signed; undefined if it was not signed. */
  accessKeyId?: string;
  /** Bytes of the request's body. */
  payloadSize: number;
  /** HTTP status of the answer; 0 if a fault dropped the connection instead. */
  status: number;
}

/** An HTTP call before it is acted on. */
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
  | {
      /** Name of the error. */
      error: ServiceErrorName;
      /** Text of the error. @default the text that AWS documents */
      message?: string;
    }
  | {
      /** HTTP status of the answer. */
      status: number;
      /** Headers of the answer, by their names. @default none */
      headers?: Readonly<Record<string, string>>;
      /** Body of the answer. */
      body: string;
    }
  | {
      /** When the connection is reset: before the call is acted on, or after. */
      drop: "before" | "after";
    }
  | {
      /** Milliseconds to wait before the proper answer. */
      delay: number;
    };

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
   * Things and thing groups of the account, or a function that gives them at each call.
   *
   * @default none
   */
  registry?: Registry | (() => Registry);
  /**
   * Called for each HTTP call, once its answer is settled and before the client can have it.
   *
   * @default none
   */
  onCall?: (call: LocalCall) => void;
  /**
   * Called before each HTTP call is acted on. The fault that it returns takes the place of the proper answer.
   *
   * @default none
   * @example fault: ({ operation }) => (operation === "Publish" ? { error: "ThrottlingException" } : undefined)
   */
  fault?: (call: FaultQuestion) => Fault | undefined;
}
