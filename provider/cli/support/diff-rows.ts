import { isMarked, readMarker } from "../../messages/marker";
import type { LiveMessage } from "../../messages/message";
import { bytes } from "./format";

/** What `up` would do about a topic, or what has been done to it outside. */
export interface Row {
  topic: string;
  change: "new" | "changed" | "clear" | "inTheWay" | "unclear";
  /** The change in words. */
  what: string;
  /** Set if the state is as declared, and what is live is not: a preview shows it after a refresh. */
  drift?: true;
  /** The parts that differ, if the message is changed. */
  differences?: string[];
  /** Undefined if the folder does not declare the topic. */
  file?: string;
  /** All files that the message is made of: its bases, and its file in each layer. */
  files?: string[];
  /** The payloads that may be shown. */
  payloads?: Payloads;
}

/** Payloads of a topic, as far as they may be shown. */
export interface Payloads {
  live?: Uint8Array;
  declared?: Uint8Array;
}

/** What `up` would do about many topics. */
export interface Rows {
  rows: Row[];
  unchanged: number;
  /** Known only from a state. */
  ofState?: {
    /** Messages that have expired, as they were to. */
    expired: number;
    /** Topics that code has added to those of files or changed, and that stay as they are. */
    inCode: number;
    /** Topics that code has added, and that are gone from the state. */
    goneInCode: number;
    /** Topics that wait for a rollout that is under way. */
    waiting: number;
  };
}

/** What is said before a change, as in a difference. */
export const signs = {
  new: "+",
  changed: "~",
  clear: "-",
  inTheWay: "!",
  unclear: "?",
} as const satisfies Record<Row["change"], string>;

/** A row of what has been done outside. */
export function driftRow(row: Row): Row {
  return { ...row, what: `drift: ${row.what}`, drift: true };
}

/** The files of a message that is made of several. */
export function originText(files: readonly string[]): string {
  return files.length < 2 ? "" : `, from ${files.join(", ")}`;
}

/** A live message that is not the stack's own. */
export function foreignText({ payload, userProperties }: LiveMessage): string {
  const marker = readMarker(userProperties);
  if (marker !== undefined) return `${bytes(payload.length)} of ${marker.owner} ${marker.name}`;
  return `${bytes(payload.length)} ${isMarked(userProperties) ? "marked by others" : "without a marker"}`;
}

/** A change of a payload, by its size. */
export function payloadText(before: number, after: number): string {
  return before === after ? `payload (${bytes(after)})` : `payload ${bytes(before)} -> ${bytes(after)}`;
}
