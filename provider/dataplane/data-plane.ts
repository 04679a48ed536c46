import type { ListedMessage, LiveMessage, Message } from "../messages/message";

/** Where retained messages live. */
export interface Place {
  /** AWS Region, such as `eu-west-1`. */
  region: string;
  /** URL of the data endpoint, such as `https://abc-ats.iot.eu-west-1.amazonaws.com`. */
  dataEndpoint: string;
  /** AWS account; undefined at a local endpoint, and where STS could not be asked. */
  accountId?: string;
}

/** The part of a place that a program declares; undefined parts come from the environment or from discovery. */
export interface DeclaredPlace {
  region?: string | undefined;
  endpoint?: string | undefined;
}

/**
 * The AWS IoT data plane as this package uses it. Every call is paced and retried; what still fails is a
 * {@link DataPlaneError} that names the operation and the topic.
 */
export interface DataPlane {
  /** Publishes with retain=true. The payload is never empty: that would clear the topic. */
  publish(message: Message): Promise<void>;
  /** Publishes with retain=false: connected subscribers receive it, and nothing is stored. The payload may be empty. */
  signal(message: Message): Promise<void>;
  /** Publishes an empty retained payload, which clears the topic. A topic without a message is no error. */
  clear(topic: string): Promise<void>;
  /** The retained message of a topic; undefined only where AWS says by name that there is none. */
  get(topic: string): Promise<LiveMessage | undefined>;
  /**
   * Every retained message of the account in the Region, without payloads, in no promised order, page by page. A page
   * is one call, made when it is asked for; just published messages may be missing for some seconds.
   */
  list(): AsyncIterable<ListedPage>;
  /** Pages of the listing that take no longer than so many Gets; 0 where the Gets are fewer calls in any case. */
  pagesWorth(gets: number): number;
}

/** One page of the listing. */
export interface ListedPage {
  messages: readonly ListedMessage[];
  isLast: boolean;
}
