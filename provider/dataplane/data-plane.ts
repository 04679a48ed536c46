import type { ListedMessage, LiveMessage, Message } from "../messages/message";

/** The place of retained messages. */
export interface Place {
  /** AWS Region, such as `eu-west-1`. */
  region: string;
  /** URL of the data endpoint, such as `https://abc-ats.iot.eu-west-1.amazonaws.com`. */
  dataEndpoint: string;
  /** AWS account; undefined at a local endpoint, and if STS could not be asked. */
  accountId?: string;
}

/** A place as a program declares it. Undefined parts come from the configuration, the environment or discovery. */
export interface DeclaredPlace {
  region?: string | undefined;
  endpoint?: string | undefined;
}

/**
 * The operations of the AWS IoT data plane that this package uses. Every call is rate-limited and retried. A call that
 * fails in the end throws a {@link DataPlaneError} that names the operation and the topic.
 */
export interface DataPlane {
  /** Publishes with retain=true. The payload must not be empty, since that would clear the topic. */
  publish(message: Message): Promise<void>;
  /** Publishes with retain=false: connected subscribers receive the message, and it is not stored. It may be empty. */
  signal(message: Message): Promise<void>;
  /** Publishes an empty retained payload, which clears the topic. It also succeeds on a topic without a message. */
  clear(topic: string): Promise<void>;
  /** The retained message of a topic; undefined only if AWS itself says that there is none. */
  get(topic: string): Promise<LiveMessage | undefined>;
  /**
   * Lists all retained messages of the account in the Region, without payloads and in no particular order. Each page is
   * one call, which is made when the page is asked for. A new message may be missing for some seconds.
   */
  list(): AsyncIterable<ListedPage>;
  /** How many pages of the listing take no longer than so many Gets; 0 if the Gets are fewer calls in any case. */
  pagesWorth(gets: number): number;
}

/** One page of the listing. */
export interface ListedPage {
  messages: readonly ListedMessage[];
  isLast: boolean;
}
