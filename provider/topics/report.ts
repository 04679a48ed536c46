import type { Failures } from "../dataplane/many";
import { isMarked, readMarker } from "../messages/marker";
import type { LiveMessage } from "../messages/message";
import type { DecisionReason } from "./decide";

/** Topics for which something has failed, and why. */
export class FailedTopics {
  readonly reasons = new Map<string, Error>();
  untried = 0;

  get none(): boolean {
    return this.reasons.size === 0 && this.untried === 0;
  }

  add(failures: Failures): void {
    for (const [topic, error] of failures.byTopic) this.reasons.set(topic, error);
    this.untried += failures.untried.length;
  }
}

/** Topics that a delete or an update has left as they are, though they are not wanted any more, and why. */
export class KeptTopics {
  readonly reasons = new Map<string, string>();
  severity: "info" | "warning" = "info";

  get size(): number {
    return this.reasons.size;
  }

  /** @param claimedBy the resource that declares the topic, if one does */
  add(topic: string, reason: DecisionReason, live: LiveMessage | undefined, claimedBy: string | undefined): void {
    const { owner = "somebody else", name = "" } = readMarker(live?.userProperties ?? []) ?? {};
    const hasIt = `${[owner, name].join(" ").trim()} has the topic now`;
    const sentences: Partial<Record<DecisionReason, string>> = {
      claimed: `${claimedBy} has the topic now`,
      moved: hasIt,
      foreign: hasIt,
      unproven: "it has no marker, and somebody else has published it",
      "not as shown": "it is not what the last refresh found",
    };
    const sentence = sentences[reason];
    if (sentence === undefined) return;
    if (reason !== "claimed" && reason !== "moved") this.severity = "warning";
    this.reasons.set(topic, sentence);
  }
}

/** Somebody else's message on a topic where a resource is to publish. */
export interface InTheWay {
  live: string;
  /** What a user can do in the program or its configuration. */
  ways: string[];
  /** Whether it is there before the resource has ever published on the topic. */
  isNew: boolean;
}

/** What a live message is, without its payload. */
export function describeLive(live: LiveMessage): string {
  const marker = readMarker(live.userProperties);
  const unknown = isMarked(live.userProperties)
    ? "managed by somebody else, as its marker says"
    : "without an owner's marker";
  const owner = marker === undefined ? unknown : `managed by ${marker.owner} (${marker.name})`;
  const size = live.payload.length === 1 ? "1 byte" : `${live.payload.length} bytes`;
  return `${size} of ${new Date(live.lastModifiedTime).toISOString()}, ${owner}`;
}

/** @param isNew whether the state does not have a message of ours on the topic */
export function inTheWay(live: LiveMessage, isNew: boolean): InTheWay {
  const ways = [
    `set \`overwrite: true\` to take the topic ${isNew ? "over" : "back"}`,
    // A stack that was renamed meets its own old name.
    ...(readMarker(live.userProperties) ? ["set `iot-retained:owner` to that owner if it was this stack's name"] : []),
  ];
  return { live: describeLive(live), ways, isNew };
}

/** What was found of some topics, in their order. */
export function inOrderOf<T>(found: ReadonlyMap<string, T>, topics: readonly string[]): Map<string, T> {
  const entries = topics.flatMap((topic): [string, T][] => {
    const value = found.get(topic);
    return value === undefined ? [] : [[topic, value]];
  });
  return new Map(entries);
}
