import type { Deny } from "./access";
import type { LocalAlarms } from "./cloudwatch/alarms";
import type { ServiceErrorName } from "./errors";
import type { Quotas } from "./quotas/quotas";
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
  | "DescribeAlarms"
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

/** An HTTP call, or a PUBLISH of MQTT, before it is acted on. */
export interface FaultQuestion extends Pick<LocalCall, "operation" | "topic" | "accessKeyId" | "payloadSize"> {
  /** How it came. By MQTT, `operation` is always `Publish`. */
  protocol: "http" | "mqtt";
}

/**
 * A fault that is injected into an HTTP call or a PUBLISH of MQTT:
 *
 * - an error of AWS, by its name, instead of the real answer; in MQTT the reason code that is nearest to it
 * - a raw answer, such as the HTML page of a proxy, instead of the real answer; MQTT ignores it
 * - a reset of the connection, before or after the call was carried out
 * - the real answer, after `delay` milliseconds
 * - a listing as it was `stale` milliseconds ago; other calls ignore it
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
    }
  | {
      /** By how many milliseconds a listing lags behind, up to 60,000. */
      stale: number;
    };

/**
 * The TLS port of the endpoint. HTTP and MQTT share it, as in AWS: a client says which of them it speaks by ALPN, or else by
 * its first byte. Any client certificate is accepted, and none is needed.
 */
export interface LocalTls {
  /** Port; 0 picks a free one. Device SDKs use 8883 or 443 unless told otherwise. @default 0 */
  port?: number;
  /**
   * File with the certificate of the server in PEM. It needs `keyFile`.
   *
   * @default a certificate that is made on the spot, for which the package `selfsigned` must be installed
   */
  certificateFile?: string;
  /** File with the key of that certificate in PEM. */
  keyFile?: string;
}

/** Options of {@link startLocalEndpoint}. */
export interface LocalEndpointOptions {
  /**
   * Address to listen on, for HTTP and MQTT. One that other machines reach needs a `token`, or `token: false`.
   *
   * @default "127.0.0.1"
   */
  host?: string;
  /**
   * What clients must know: they bring it as the access key id of their signature, as the password of their MQTT
   * connection, or in the console. It is of printable ASCII characters without commas. False lets everybody in who reaches
   * the address.
   *
   * @default none is asked for on an address of this machine; on any other one the endpoint does not start
   */
  token?: string | false;
  /**
   * More host names by which clients call the endpoint, such as the one of its container. Addresses, `localhost` and
   * `host` are always allowed.
   *
   * @default none
   * @example ["iot"]
   */
  allowHosts?: readonly string[];
  /**
   * File in which the retained messages are kept: a database of SQLite, which is made if there is none. It needs the
   * package `@photostructure/sqlite` unless Node.js has SQLite, from 22.13 on. A message that was acknowledged survives the
   * end of the process, also by kill.
   *
   * @default none: messages are kept in memory
   */
  data?: string;
  /**
   * Serves TLS on a port of its own.
   *
   * @default false
   */
  tls?: boolean | LocalTls;
  /**
   * Quotas of the account: those of AWS, or some of your own.
   *
   * @default none
   */
  quotas?: "aws" | Quotas;
  /**
   * Denies actions as an IoT policy would. HTTP answers ForbiddenException, MQTT "not authorized".
   *
   * @default nothing is denied
   * @example ({ action, topic }) => action === "iot:RetainPublish" && topic !== "allowed"
   */
  deny?: Deny;
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
   * Alarms of CloudWatch, or a function that gives them at each call.
   *
   * @default none
   * @example { "pumps-offline": "OK" }
   */
  alarms?: LocalAlarms | (() => LocalAlarms);
  /**
   * Called for each HTTP call, once its answer is settled and before the client can have it.
   *
   * @default none
   */
  onCall?: (call: LocalCall) => void;
  /**
   * Called if the endpoint itself has failed to do something, such as to write to a full disk. The client gets an internal
   * failure, which does not say why.
   *
   * @default none
   * @example (error) => console.error(error.message)
   */
  onError?: (error: Error) => void;
  /**
   * Called before each HTTP call, and each PUBLISH of MQTT, is acted on. The fault that it returns takes the place of the proper answer.
   *
   * @default none
   * @example ({ operation }) => (operation === "Publish" ? { error: "ThrottlingException" } : undefined)
   */
  fault?: (call: FaultQuestion) => Fault | undefined;
}
