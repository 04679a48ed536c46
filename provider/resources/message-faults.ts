import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { withoutNulls } from "../messages/declaration";
import { normalized } from "../messages/endpoint";
import { argumentOf, duplicateTopic, type Fault, faultsOf, faultsOfPublication, foundFaults } from "../messages/faults";
import { argumentsOf, type MessageValue } from "../messages/message-value";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { type JsonSchema, schemaFaults } from "../messages/schema";
import { faultsOfSet, messagePath, within } from "../messages/set-faults";
import { isUnknown } from "../pulumi/unknowns";
import type { Wire } from "./examination";
import { declareTopic } from "./topics";

/** Everything that is wrong with a message in the program: what check says, and what check cannot see. */
export function faultsOfMessage({ __faults, __account, ...sent }: Wire, schema: JsonSchema | undefined): Fault[] {
  const wire = declared(sent);
  const faults = faultsOf(wire, readFileSync, foundFaults(__faults));
  return [...faults, ...ofPayload(wire, faults, schema), ...duplicate(wire["topic"], wire, __account)];
}

/** Everything that is wrong with a Publication in the program: see {@link faultsOfMessage}. */
export function faultsOfSignal({ __faults, __account: _, ...sent }: Wire, schema: JsonSchema | undefined): Fault[] {
  const wire = declared(sent);
  const faults = faultsOfPublication(wire, readFileSync, foundFaults(__faults));
  return [...faults, ...ofPayload(wire, faults, schema)];
}

/** Everything that is wrong with a set in the program: see {@link faultsOfMessage}. */
export function faultsOfMessages(
  { __faults, __account, messages: open, ...sent }: Wire,
  settled: Readonly<Record<string, unknown>>,
  schemaOf: (topic: string) => JsonSchema | undefined,
): Fault[] {
  const wire = declared(sent);
  const isMap = typeof open === "object" && open !== null;
  const messages = isMap ? { ...settled, ...open } : open;
  const faults = faultsOfSet({ ...wire, messages }, readFileSync, foundFaults(__faults));
  if (!isMap) return faults;
  const atFault = new Set(faults.map(({ path }) => path));
  const ofEach = Object.entries(messages as Record<string, MessageValue | null>).flatMap(([topic, value]) => {
    const path = messagePath(topic);
    const schema = schemaOf(topic);
    const isGood = value !== null && ![path, `${path}.payload`, `${path}.payloadBase64`].some((at) => atFault.has(at));
    return [
      ...(isGood && schema !== undefined ? bySchema(argumentsOf(value), schema) : []),
      ...duplicate(topic, wire, __account),
    ].map((fault) => within(topic, fault));
  });
  return [...faults, ...ofEach];
}

/** What was sent, without settings that turned out to be undefined; check tells of an argument that is empty. */
function declared(sent: Wire): Wire {
  const wire = withoutNulls(sent);
  for (const name of ["region", "endpoint"]) if (wire[name] === "") delete wire[name];
  return wire;
}

function ofPayload(wire: Wire, faults: readonly Fault[], schema: JsonSchema | undefined): Fault[] {
  const isGood = !faults.some((fault) => ["payload", "payloadBase64"].includes(argumentOf(fault)));
  return isGood ? bySchema(wire, schema) : [];
}

function bySchema(payload: DeclaredPayload, schema: unknown): Fault[] {
  if (schema === undefined || isUnknown([payload.payload, payload.payloadBase64])) return [];
  if (isSchema(schema)) return schemaFaults(schema, payloadBytes(payload, readFileSync, true));
  return [{ path: "schema", reason: "expected a JSON Schema: an object, or true or false" }];
}

function isSchema(schema: unknown): schema is JsonSchema {
  if (typeof schema === "boolean") return true;
  return typeof schema === "object" && schema !== null && !pulumi.Output.isInstance(schema);
}

function duplicate(topic: unknown, { region, endpoint, __urn }: Wire, account: unknown): Fault[] {
  if (topic === undefined || isUnknown([topic, region, endpoint, account])) return [];
  const place = [region, typeof endpoint === "string" ? normalized(endpoint) : endpoint, account];
  const other = declareTopic(String(topic), place, String(__urn));
  return other === undefined ? [] : [duplicateTopic(other)];
}
