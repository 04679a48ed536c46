import type { Extra } from "../messages/extra";
import { isUnderPrefix } from "../messages/topic";
import { changedParts } from "./changes";
import { decide, type TopicCase } from "./decide";
import type { DesiredTopics } from "./desired";
import type { RecordedMessage, RecordedTopics } from "./recorded";

/** What is to be done about the topics of a resource, by its declaration and its state alone. */
export interface Plan {
  /** New ones first, then changed ones, each in the order of the declaration. */
  publish: string[];
  /** How many of those the state has already, and get another message than the one of before a rollout. */
  changed: number;
  /** Somebody looks at each once more just before: it may not be ours any more. */
  clear: string[];
  /** Topics that were left to another resource: they are looked at again with the next update, and are no reason for one. */
  left: string[];
  /** Topics that are declared, and stay as they are. */
  unchanged: number;
  /** Whether the state has to change for topics that are unchanged. */
  isRestated: boolean;
}

/** Compares a declaration with the state. Looks at nothing that is live. */
export function planOf(desired: DesiredTopics, recorded: RecordedTopics): Plan {
  const plan: Plan = { publish: [], changed: 0, clear: [], left: [], unchanged: 0, isRestated: false };
  const changed: string[] = [];
  for (const topic of desired.messages.keys()) {
    const record = recorded.messages.get(topic);
    const { declared, isRestated } = record === undefined ? NEW : compare(desired, topic, record);
    if (decide({ declared }).step === "keep") plan.unchanged++;
    else (recordedAs(record) === "yes" ? changed : plan.publish).push(topic);
    plan.isRestated ||= isRestated;
  }
  plan.changed = changed.filter((topic) => desired.rollout?.hasReached(topic) ?? true).length;
  plan.publish.push(...changed);
  const isUnderWay = desired.rollout !== undefined;
  for (const topic of recorded.messages.keys()) {
    if (desired.messages.has(topic)) continue;
    const { isLeft, wasFree } = recorded.messages.get(topic) ?? {};
    const isHeld = isUnderWay && !wasFree;
    if (isLeft) plan.left.push(topic);
    else if (decide({ declared: "no more", isHeld }).step === "clear") plan.clear.push(topic);
  }
  const waiting = new Set(desired.rollout?.waiting);
  for (const topic of extrasToClear(desired, recorded).keys()) {
    if (decide({ declared: "excluded", isHeld: waiting.has(topic) }).step === "clear") plan.clear.push(topic);
  }
  return plan;
}

/** Whether the state has a message of ours on a topic. */
export function recordedAs(recorded: RecordedMessage | undefined): TopicCase["recorded"] {
  if (recorded === undefined) return "no";
  return recorded.certainty === "unconfirmed create" || recorded.isLeft ? "unconfirmed" : "yes";
}

/** Extras that are still under an exclusive prefix, not declared or acknowledging meanwhile, and not left to others. */
export function extrasToClear(desired: DesiredTopics, { extras }: RecordedTopics): Map<string, Extra> {
  const isStill = (topic: string) =>
    isUnderPrefix(topic, desired.exclusive) &&
    !desired.messages.has(topic) &&
    !desired.applied?.acknowledges(topic, desired.messages) &&
    desired.leftToOthers(topic) !== "message";
  return new Map([...extras].filter(([topic]) => isStill(topic)));
}

interface StateComparison {
  declared: "as recorded" | "otherwise";
  /** Whether the state changes, though the message does not. */
  isRestated: boolean;
}

const NEW: StateComparison = { declared: "otherwise", isRestated: false };

function compare(desired: DesiredTopics, topic: string, record: RecordedMessage): StateComparison {
  const { certainty, payloadSha256, message } = record;
  const isLeft = desired.leftToOthers(topic) === "message";
  // `ignoreChanges` names the whole message: after the first publish nothing is compared.
  if (isLeft && certainty !== "unconfirmed create") return { declared: "as recorded", isRestated: false };
  const wanted = desired.messages.get(topic);
  if (certainty !== "confirmed" || record.isLeft || wanted === undefined)
    return { declared: "otherwise", isRestated: false };
  const changed = changedParts(payloadSha256 === undefined ? message : { ...message, payloadSha256 }, wanted);
  const isRestated = changed.length > 0 && changed.every((part) => part === "onExpiry");
  return { declared: changed.length === 0 || isRestated ? "as recorded" : "otherwise", isRestated };
}
