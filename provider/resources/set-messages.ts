import * as pulumi from "@pulumi/pulumi";
import { reasonsAgainstTopicInSet } from "../messages/topic";
import { messagePath } from "../pulumi/message-path";
import { isReservedKey } from "../pulumi/signatures";
import { type Issue, issueWithinSet } from "../validation/issue";
import type { JsonSchema } from "../validation/json-schema";
import { applyTo, isOutput, isSettled } from "./outputs";
import { type Payload, payloadInputs } from "./payload";
import { sendable, sendableArgument, sendableRecord } from "./sendable";

/** The messages of a set as inputs of the engine, and what stays in the program. */
export interface SetMessages {
  /** All messages, as the engine takes them. */
  all: pulumi.Input<Record<string, unknown>>;
  /** The messages without outputs. */
  settled: Record<string, unknown>;
  /** The messages with outputs. If the whole map is an output, all of them. */
  open: pulumi.Input<Record<string, unknown>>;
  /** What is wrong with payloads that are not sent. */
  issues: pulumi.Input<unknown>[];
  /** JSON Schemas by topic. The schema of an output is added when the output resolves. */
  schemas: Map<string, JsonSchema>;
}

/** What is found in messages. What is inside of an output is added when the output resolves. */
interface Findings {
  schemas: Map<string, JsonSchema>;
  /** What is wrong with values that cannot be sent. */
  unsendable: Issue[];
}

/**
 * Turns each message by itself into what the engine takes. An output over the whole map would be secret or unknown as
 * soon as one part of it is.
 */
export function setMessagesInputs(messages: unknown, findings: Findings): SetMessages {
  const none: SetMessages = { all: {}, settled: {}, open: {}, issues: [], schemas: findings.schemas };
  if (isOutput(messages)) {
    const inner = applyTo(messages, (map) => setMessagesInputs(map, findings));
    const all = inner.apply((map) => map.all) as pulumi.Output<Record<string, unknown>>;
    return { ...none, all, open: all, issues: [inner.apply((map) => map.issues)] };
  }
  // A list is sent in place of anything else, so that check refuses it in its own words.
  if (!isPlainObject(messages)) return { ...none, all: [] as never, open: [] as never };
  const settled: [string, unknown][] = [];
  const open: [string, unknown][] = [];
  const found: pulumi.Input<unknown>[] = [];
  for (const [topic, message] of Object.entries(messages)) {
    if (isReservedKey(topic)) {
      for (const reason of reasonsAgainstTopicInSet(topic)) found.push([{ path: messagePath(topic), reason }]);
      continue;
    }
    const { value, issues } = messageInput(topic, message, findings);
    if (issues !== undefined) found.push(issues);
    (isSettled(value) ? settled : open).push([topic, value]);
  }
  return {
    ...none,
    all: sendableRecord([...settled, ...open].map(([topic, value]) => [topic.toWellFormed(), value])),
    settled: Object.fromEntries(settled),
    open: Object.fromEntries(open),
    issues: found,
  };
}

/** One message. Its value is null if there is nothing to send. */
interface MessageInput {
  value: unknown;
  issues?: unknown;
}

function messageInput(topic: string, message: unknown, findings: Findings): MessageInput {
  const place = { prefix: `${messagePath(topic)}.`, issues: findings.unsendable };
  if (isOutput(message)) {
    const inner = applyTo(message, (resolved) => messageInput(topic, resolved, findings));
    return { value: inner.apply(({ value }) => value), issues: inner.apply(({ issues }) => issues ?? []) };
  }
  if (typeof message === "string") return { value: sendableArgument(message, "payload", place) };
  if (typeof message !== "object" || message === null || Array.isArray(message)) return { value: message ?? null };
  if (pulumi.asset.Asset.isInstance(message)) return messageInput(topic, { payload: message }, findings);
  const { schema, payload: given, ...args } = message as { schema?: JsonSchema; payload?: Payload };
  if (schema !== undefined) findings.schemas.set(topic, schema);
  const { payload, issues } = payloadInputs(given);
  const rest = Object.entries(args).filter(([, value]) => value !== undefined);
  const isPayloadOnly = rest.length === 0 && given !== undefined;
  const value = isPayloadOnly
    ? (sendableArgument(payload, "payload", place) ?? null)
    : sendable({ ...Object.fromEntries(rest), ...(payload === undefined ? {} : { payload }) }, place);
  const withinSet = (found: unknown) => ((found ?? []) as Issue[]).map((issue) => issueWithinSet(topic, issue));
  const ofSet = isOutput(issues) ? applyTo(issues, withinSet) : issues && withinSet(issues);
  return { value, ...(ofSet ? { issues: ofSet } : {}) };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
