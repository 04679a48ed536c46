import { readFileSync } from "node:fs";
import { withoutNulls } from "../messages/declaration";
import { duplicateTopic, type Fault, faultsOf } from "../messages/faults";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { isUnknown } from "../messages/unknowns";
import type { Wire } from "./examination";
import { type JsonSchema, schemaFaults } from "./schema";
import { declareTopic } from "./topics";

/** Everything that is wrong with a message in the program: what check says, and what check cannot see. */
export function faultsOfMessage({ __faults, ...sent }: Wire, schema: JsonSchema | undefined): Fault[] {
  const wire = withoutNulls(sent);
  const found = Array.isArray(__faults) ? (__faults as Fault[]) : [];
  const faults = faultsOf(wire, readFileSync, found);
  const payloadIsGood = !faults.some(({ path }) => path.startsWith("payload"));
  const payload: DeclaredPayload = wire;
  if (schema !== undefined && payloadIsGood && !isUnknown([payload.payload, payload.payloadBase64])) {
    faults.push(...schemaFaults(schema, payloadBytes(payload, readFileSync)));
  }
  return [...faults, ...duplicate(wire)];
}

function duplicate({ topic, region, endpoint, __urn }: Wire): Fault[] {
  if (topic === undefined || isUnknown([topic, region, endpoint])) return [];
  const other = declareTopic(String(topic), [region, endpoint], String(__urn));
  return other === undefined ? [] : [duplicateTopic(other)];
}
