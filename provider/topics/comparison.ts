import { readMarker, withoutMarker } from "../messages/marker";
import { type LiveMessage, type Message, readable, sameReadable, unreadableDigest } from "../messages/message";
import { decide } from "./decide";
import { ownershipOf } from "./ownership";

/** A message as a folder or a program declares it: its user properties are without a marker. */
export interface DeclaredMessage extends Message {
  /** Whether it is published with a marker. */
  marker: boolean;
}

/** A part of a message in which what is declared differs from what is live. */
export type Difference = "payload" | "qos" | "userProperties" | "marker" | "unreadable";

/** How a declared message stands to what is live on its topic. */
export type Comparison =
  | { change: "new" }
  | { change: "unchanged" }
  | { change: "changed"; differences: Difference[] }
  /** Another owner's, or nobody's: a first `up` refuses it. */
  | { change: "inTheWay" };

/**
 * Compares a declared message with the live one, without a state. The marker says whose the live one is, and vouches by
 * its digest for what cannot be read back. If none is declared, a live message without one counts as the stack's own.
 *
 * @param owner of the stack; undefined takes every marker of this package for the stack's own
 */
export function compared(declared: DeclaredMessage, live: LiveMessage | undefined, owner?: string): Comparison {
  if (live === undefined) return { change: "new" };
  const marker = readMarker(live.userProperties);
  const { step } = decide({
    declared: "otherwise",
    // Without a state: a live message without a marker is the stack's own only if it declares none.
    recorded: declared.marker ? "no" : "yes",
    live: ownershipOf(live, { owner: owner ?? marker?.owner ?? "", nonce: undefined }),
  });
  if (step === "refuse") return { change: "inTheWay" };
  const bare = { ...live, userProperties: withoutMarker(live.userProperties) };
  const differs: Record<Difference, boolean> = {
    payload: !same({ ...bare, payload: declared.payload }, bare),
    qos: declared.qos !== bare.qos,
    userProperties: !same({ ...bare, userProperties: declared.userProperties }, bare),
    marker: declared.marker !== (marker !== undefined),
    unreadable: marker !== undefined && marker.unreadable !== unreadableDigest(declared),
  };
  const differences = (Object.keys(differs) as Difference[]).filter((part) => differs[part]);
  return differences.length === 0 ? { change: "unchanged" } : { change: "changed", differences };
}

function same(a: LiveMessage, b: LiveMessage): boolean {
  return sameReadable(readable(a), readable(b));
}
