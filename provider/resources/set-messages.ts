import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../validation/issue";
import { issueWithinSet } from "../validation/issue";
import type { JsonSchema } from "../validation/json-schema";
import { isSettled, type Payload, payloadInputs } from "./payload";

/** The messages of a set on their way to the engine. */
export interface SetMessages {
  /** All messages, as the engine takes them. */
  all: pulumi.Input<Record<string, unknown>>;
  /** Messages that hold no outputs. */
  settled: Record<string, unknown>;
  /** The others; an output where the whole map is one. */
  open: pulumi.Input<Record<string, unknown>>;
  /** What is wrong with payloads that are not sent. */
  faults: pulumi.Input<unknown>[];
  /** They stay in the program; those of outputs come when these resolve. */
  schemas: Map<string, JsonSchema>;
}

/**
 * Makes of each message what the engine takes, and of each by itself: an output over the whole map would be secret or
 * unknown as soon as one leaf is.
 */
export function setMessagesInputs(messages: unknown, schemas = new Map<string, JsonSchema>()): SetMessages {
  const found: SetMessages = { all: {}, settled: {}, open: {}, faults: [], schemas };
  if (isOutput(messages)) {
    const inner = applyTo(messages, (map) => setMessagesInputs(map, schemas));
    const all = inner.apply((map) => map.all) as pulumi.Output<Record<string, unknown>>;
    return { ...found, all, open: all, faults: [inner.apply((map) => map.faults)] };
  }
  // What is no record is told of where the engine's check does it, too.
  if (!isPlainObject(messages)) return { ...found, all: [] as never, open: [] as never };
  const settled: [string, unknown][] = [];
  const open: [string, unknown][] = [];
  for (const [topic, message] of Object.entries(messages)) {
    const { value, faults } = messageInput(topic, message, schemas);
    if (faults !== undefined) found.faults.push(faults);
    (isSettled(value) ? settled : open).push([topic, value]);
  }
  return {
    ...found,
    all: Object.fromEntries([...settled, ...open]),
    settled: Object.fromEntries(settled),
    open: Object.fromEntries(open),
  };
}

/** One message: its value is null where there is nothing to send. */
interface MessageInput {
  value: unknown;
  faults?: unknown;
}

function messageInput(topic: string, message: unknown, schemas: Map<string, JsonSchema>): MessageInput {
  if (isOutput(message)) {
    const inner = applyTo(message, (found) => messageInput(topic, found, schemas));
    return { value: inner.apply(({ value }) => value), faults: inner.apply(({ faults }) => faults ?? []) };
  }
  if (typeof message !== "object" || message === null || Array.isArray(message)) return { value: message ?? null };
  if (pulumi.asset.Asset.isInstance(message)) return messageInput(topic, { payload: message }, schemas);
  const { schema, payload, ...given } = message as { schema?: JsonSchema; payload?: Payload };
  if (schema !== undefined) schemas.set(topic, schema);
  const { payload: text, __faults } = payloadInputs(payload);
  const rest = Object.entries(given).filter(([, value]) => value !== undefined);
  const isPayloadOnly = rest.length === 0 && payload !== undefined;
  const value = isPayloadOnly
    ? (text ?? null)
    : { ...Object.fromEntries(rest), ...(text === undefined ? {} : { payload: text }) };
  const inSet = (found: unknown) => ((found ?? []) as Issue[]).map((fault) => issueWithinSet(topic, fault));
  const faults = isOutput(__faults) ? applyTo(__faults, inSet) : __faults && inSet(__faults);
  return { value, ...(faults ? { faults } : {}) };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

export function isOutput(value: unknown): value is pulumi.Output<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Calls `make` with what an output or a promise resolves to. */
export function applyTo<T>(value: pulumi.Output<unknown>, make: (found: unknown) => T): pulumi.Output<T> {
  return (pulumi.output(value) as pulumi.Output<unknown>).apply(make) as pulumi.Output<T>;
}
