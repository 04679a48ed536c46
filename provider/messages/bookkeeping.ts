import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { defined } from "./defined";
import { DeploymentError } from "./deployment-error";
import { sha256 } from "./digest";
import type { MessageValue } from "./message-value";
import { isAsset } from "./payload";

/** What the state knows of one message of a set. */
export interface MessageRecord {
  /** As it was published, or found by the last refresh. */
  value: MessageValue;
  /** Bytes of payload. */
  size: number;
  /** `lastModifiedTime` (ms) of what was published or found; undefined where it was not looked at. */
  time?: number;
  /**
   * Set where nobody knows whether the last publish was acted on: of a message that was there before ("update"), or of
   * one that was not ("create"), so that what is there without our marker is not ours.
   */
  doubt?: "create" | "update";
  /** Set where a refresh found what somebody else has published: it is to be read again before it is published over. */
  found?: true;
}

/** A message under an exclusive prefix that is not the set's. Foreign bytes never enter the state. */
export interface Extra {
  payloadSize: number;
  payloadSha256: string;
}

/** Whether a value among the messages of the inputs stands for an extra, as a refresh puts it there. */
export function isExtra(value: unknown): value is Extra {
  return typeof value === "object" && value !== null && "payloadSha256" in value;
}

/** What a set remembers from one deployment to the next. */
export interface Bookkeeping {
  messages: Map<string, MessageRecord>;
  /** What the last refresh found under the exclusive prefixes: the next `up` clears it. */
  extras: Map<string, Extra>;
  /** Digest of the inputs in the state, which a diff is not given. */
  declaration?: string;
}

/** How it lies in the state; the version says how to read it. */
interface Stored {
  version: 1;
  messages: [topic: string, value: MessageValue, size: number, time: number | null, rest: Rest | 0][];
  extras: [topic: string, Extra][];
  declaration?: string | undefined;
}

type Rest = Pick<MessageRecord, "doubt" | "found">;

/** Of 11: those above take several times as long for a few percent. */
const QUALITY = 4;

/** One string: a nested value would cost the engine time for each of its parts, in every preview. */
export function encode({ messages, extras, declaration }: Bookkeeping): string {
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
  const json = Buffer.from(JSON.stringify(stored), "utf8");
  return brotliCompressSync(json, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }).toString("base64");
}

/** @throws DeploymentError where a newer version of this package has written it */
export function decode(text: string | undefined): Bookkeeping {
  if (text === undefined) return { messages: new Map(), extras: new Map() };
  const stored = JSON.parse(brotliDecompressSync(Buffer.from(text, "base64")).toString("utf8")) as Stored;
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
interface Declared {
  messages: object;
  defaults?: object;
  exclusive?: readonly string[];
  marker: boolean;
}

/** Digest of what is declared, in which a file is its hash: all that the engine tells of it in a diff. */
export function declarationDigest({ messages, defaults, exclusive, marker }: Declared): string {
  const sorted = Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1));
  const declared = [sorted, defaults ?? {}, exclusive ?? [], marker];
  const text = JSON.stringify(declared, (_, value: unknown) => (isAsset(value) ? value.hash : value));
  return sha256(Buffer.from(text));
}
