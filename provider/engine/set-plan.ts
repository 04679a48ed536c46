import type { Bookkeeping, Extra, MessageRecord } from "../messages/bookkeeping";
import type { MessageValue } from "../messages/message-value";
import type { Plan, TopicCase } from "../messages/plan";
import { planOf } from "../messages/plan";
import { isUnderPrefix } from "../messages/topic";
import { isUnknown } from "../messages/unknowns";
import { messagePath } from "../pulumi/message-path";
import { messageOf, outputsOfRecord, type SetInputs, type SetOutputs } from "./declared-set";
import { changes } from "./difference";

/** What the declaration asks for, against the state alone. */
export function declaredPlan(olds: SetOutputs | undefined, news: SetInputs, state: Bookkeeping): Plan {
  return planOf(cases(olds, news, state), news.overwrite ?? false);
}

function* cases(olds: SetOutputs | undefined, news: SetInputs, state: Bookkeeping): Iterable<[string, TopicCase]> {
  const isSameSet = olds !== undefined && sameForAll(olds, news);
  for (const [topic, value] of Object.entries(news.messages)) {
    const record = state.messages.get(topic);
    if (record === undefined || olds === undefined) yield [topic, { declared: "otherwise", inState: "no" }];
    else yield [topic, { declared: compare(olds, news, topic, record, value, isSameSet), inState: inStateOf(record) }];
  }
  for (const topic of state.messages.keys()) {
    if (!Object.hasOwn(news.messages, topic)) yield [topic, { declared: "no", inState: "yes" }];
  }
  for (const topic of extrasOf(news, state).keys()) yield [topic, { declared: "no", inState: "no" }];
}

/** Extras that are to be cleared: those still under an exclusive prefix, and not declared meanwhile. */
export function extrasOf(news: SetInputs, { extras }: Bookkeeping): Map<string, Extra> {
  const isStill = (topic: string) =>
    isUnderPrefix(topic, news.exclusive ?? []) && !Object.hasOwn(news.messages, topic) && !isIgnored(news, topic);
  return new Map([...extras].filter(([topic]) => isStill(topic)));
}

export function inStateOf(record: MessageRecord | undefined): TopicCase["inState"] {
  if (record === undefined) return "no";
  return record.doubt === "create" ? "doubtful" : "yes";
}

/** Whether what a set says of all its messages is as it was. */
export function sameForAll(olds: SetOutputs, news: SetInputs): boolean {
  return olds.marker === news.marker && JSON.stringify(olds.defaults ?? {}) === JSON.stringify(news.defaults ?? {});
}

/** Whether `ignoreChanges` leaves a topic to whoever else publishes there. */
function isIgnored({ __ignored = [] }: SetInputs, topic: string): boolean {
  return __ignored.length > 0 && (__ignored.includes("messages") || __ignored.includes(messagePath(topic)));
}

function compare(
  olds: SetOutputs,
  news: SetInputs,
  topic: string,
  record: MessageRecord,
  value: MessageValue,
  isSameSet: boolean,
): TopicCase["declared"] {
  // What was published once is its device's.
  if (record.doubt !== "create" && isIgnored(news, topic)) return "as in state";
  if (record.doubt !== undefined) return "otherwise";
  // Most messages of most previews: two texts, which are quickly compared.
  if (isSameSet && typeof value === "string" && value === record.value && !isUnknown(value)) return "as in state";
  const changed = changes(outputsOfRecord(olds, topic, record), messageOf(news, topic, value));
  if (changed.length === 0) return "as in state";
  return changed.every((name) => name === "onExpiry") ? "restated" : "otherwise";
}
