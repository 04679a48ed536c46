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
export class Retained {
  #entry: string | undefined;

  constructor(
    readonly message: Message,
    /** Milliseconds since 1970. */
    readonly publishedAt: number,
  ) {}

  /** Its entry in ListRetainedMessages, as JSON. It is kept, since making the entries takes most of the time of a page. */
  get entry(): string {
    this.#entry ??= inOnePiece(
      JSON.stringify({
        topic: this.message.topic,
        payloadSize: this.message.payload.length,
        qos: this.message.qos,
        lastModifiedTime: this.publishedAt,
      }),
    );
    return this.#entry;
  }
}

/** The same text. V8 makes JSON in pieces: in one piece, it takes half the memory, and is quicker to join to others. */
function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}
