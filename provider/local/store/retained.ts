import type { Message } from "../../messages/message";

/** A publish that has arrived, by HTTP or MQTT, and goes on to the subscribers. */
export interface IncomingPublish {
  message: Message;
  retain: boolean;
  /** Milliseconds since 1970. */
  publishedAt: number;
  /** The MQTT client that published the message; undefined for HTTP. */
  clientId: string | undefined;
}

/** A retained message. */
export interface Retained {
  message: Message;
  /** Milliseconds since 1970. */
  publishedAt: number;
}
