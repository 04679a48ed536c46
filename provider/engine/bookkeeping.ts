import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { sha256 } from "../messages/digest";
import type { Extra } from "../messages/extra";
import type { MessageValue } from "../messages/message-value";
import { isAsset } from "../messages/payload";
import { compressed, expanded } from "../plain/compressed";

/** What the state of a set says about one message. */
export interface StoredRecord {
  /** As it was published, or found by the last refresh. */
  value: MessageValue;
  /** Bytes of payload. */
  size: number;
  /** `lastModifiedTime` (ms) of what was published or found; undefined if nobody has looked. */
  time?: number;
  /**
   * Nobody knows whether the last publish was acted on: of a message that was there before ("update"), or of one that
   * was not ("create").
   */
  doubt?: "create" | "update";
  /** A refresh has found what somebody else has published. */
  found?: true;
  /** It is not declared any more, and was left to another resource that declares the topic and had not published yet. */
  left?: true;
  /** A rollout has published it where nothing was: to put that back, it is cleared. */
  free?: true;
  /** It is not declared any more, and is cleared once a rollout is complete. */
  held?: true;
}

/** What a set remembers from one deployment to the next. */
export interface Bookkeeping {
  messages: Map<string, StoredRecord>;
  /** What the last refresh found under the exclusive prefixes: the next `up` clears it. */
  extras: Map<string, Extra>;
  /** Digest of the inputs in the state, which the engine does not hand over for a diff. */
  declaration?: string;
}

/** How it lies in the state. The version says how to read it. */
interface Stored {
  version: 1;
  messages: [topic: string, value: MessageValue, size: number, time: number | null, rest: Rest | 0][];
  extras: [topic: string, Extra][];
  declaration?: string | undefined;
}

type Rest = Pick<StoredRecord, "doubt" | "found" | "left" | "free" | "held">;

/** One text for all of it. */
export function encodeBookkeeping({ messages, extras, declaration }: Bookkeeping): string {
  const stored: Stored = {
    version: 1,
    messages: [...messages].map(([topic, { value, size, time, ...rest }]) => [
      topic,
      value,
      size,
      time ?? null,
      Object.keys(rest).length === 0 ? 0 : rest,
    ]),
    extras: [...extras],
    declaration,
  };
  return compressed(stored);
}

/** @throws DeploymentError if a newer version of this package has written it */
export function decodeBookkeeping(text: string | undefined): Bookkeeping {
  if (text === undefined) return { messages: new Map(), extras: new Map() };
  const stored = expanded(text) as Stored;
  if (stored.version !== 1) {
    throw new DeploymentError("the state was written by a newer version of pulumi-iot-retained: install that one");
  }
  return {
    messages: new Map(
      stored.messages.map(([topic, value, size, time, rest]) => [
        topic,
        { value, size, ...defined({ time: time ?? undefined }), ...(rest || {}) },
      ]),
    ),
    extras: new Map(stored.extras),
    ...defined({ declaration: stored.declaration }),
  };
}

/** What a digest of a declaration is made of. */
interface Digested {
  messages: object;
  defaults?: object;
  exclusive?: readonly string[];
  marker: boolean;
}

/** Digest of what is declared. A file stands there as its hash: the engine tells no more of it in a diff. */
export function declarationDigest({ messages, defaults, exclusive, marker }: Digested): string {
  const sorted = Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1));
  const declared = [sorted, defaults ?? {}, exclusive ?? [], marker];
  const text = JSON.stringify(declared, (_, value: unknown) => (isAsset(value) ? value.hash : value));
  return sha256(Buffer.from(text));
}
