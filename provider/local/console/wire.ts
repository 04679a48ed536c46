// What the server of the console and its page tell each other, as JSON.

/** A topic in the tree: bytes of its payload, and times in milliseconds since 1970. A topic alone is no longer retained. */
export type TopicEntry =
  | [topic: string, size: number, publishedAt: number, expiresAt: number | null, owner: string | null]
  | [topic: string];

/** Begins a snapshot: the page forgets what it knew once the snapshot is whole. */
export interface SnapshotStart {
  /** The clock of the endpoint, in milliseconds since 1970. */
  now: number;
  count: number;
}

/** The events of `GET /console/events` by their names, with the data of each. */
export interface ConsoleEvents {
  snapshot: SnapshotStart;
  topics: TopicEntry[];
  ready: Record<string, never>;
  clients: ClientView[];
}

export interface ClientView {
  clientId: string;
  isConnected: boolean;
  waiting: number;
  subscriptions: string[];
}

export interface MarkerView {
  owner: string;
  name: string;
  nonce: string;
}

/** The properties of a message as they are published, and as they are shown. */
export interface PropertiesView {
  qos: 0 | 1;
  contentType?: string | undefined;
  payloadFormatIndicator?: "UNSPECIFIED_BYTES" | "UTF8_DATA" | undefined;
  responseTopic?: string | undefined;
  /** Base64. */
  correlationData?: string | undefined;
  /** Seconds. */
  messageExpiry?: number | undefined;
  userProperties: [key: string, value: string][];
}

export interface MessageView extends PropertiesView {
  /** Base64. */
  payload: string;
  size: number;
  publishedAt: number;
  expiresAt: number | null;
  marker: MarkerView | null;
}

export interface VersionView extends MessageView {
  /** No other version has it. */
  number: number;
  end: "replaced" | "cleared" | "expired";
  endedAt: number;
}

/** The answer of `GET /console/message?topic=`. */
export interface TopicView {
  topic: string;
  /** The live message. */
  current: MessageView | null;
  /** What was there before, the newest first. */
  versions: VersionView[];
}

/** The body of `POST /console/publish`. */
export interface PublishBody extends PropertiesView {
  topic: string;
  /** Base64. */
  payload: string;
  retain: boolean;
  /**
   * When the message was published that this one replaces; null if there was none. Another message stays, and the answer is
   * 409. Absent replaces whatever is there.
   */
  replaces?: number | null | undefined;
}

/**
 * The body of `POST /console/clear`: one topic, or a branch of the tree with the topic of that name. A branch is cleared
 * only while it has `count` messages, of which the newest was published at `newest`, so that nobody clears anything else than
 * was confirmed.
 */
export type ClearBody = { topic: string } | { branch: string; count: number; newest: number };
