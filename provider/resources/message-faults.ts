import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { withoutNulls } from "../messages/declaration";
import { normalized } from "../messages/endpoint";
import { argumentOf, duplicateTopic, type Fault, faultsOf } from "../messages/faults";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { isUnknown } from "../messages/unknowns";
import type { Wire } from "./examination";
import { type JsonSchema, schemaFaults } from "./schema";
import { declareTopic } from "./topics";

/** Everything that is wrong with a message in the program: what check says, and what check cannot see. */
export function faultsOfMessage({ __faults, __account, ...sent }: Wire, schema: JsonSchema | undefined): Fault[] {
  const wire = withoutNulls(sent);
  // A setting that turned out to be undefined; check tells of an argument that is empty.
  for (const name of ["region", "endpoint"]) if (wire[name] === "") delete wire[name];
  const found = Array.isArray(__faults) ? (__faults as Fault[]) : [];
  const faults = faultsOf(wire, readFileSync, found);
  const payloadIsGood = !faults.some((fault) => ["payload", "payloadBase64"].includes(argumentOf(fault)));
  const payload: DeclaredPayload = wire;
  if (schema !== undefined && !isSchema(schema)) {
    faults.push({ path: "schema", reason: "expected a JSON Schema: an object, or true or false" });
  } else if (schema !== undefined && payloadIsGood && !isUnknown([payload.payload, payload.payloadBase64])) {
    faults.push(...schemaFaults(schema, payloadBytes(payload, readFileSync)));
  }
  return [...faults, ...duplicate(wire, __account)];
}

function isSchema(schema: unknown): schema is JsonSchema {
  if (typeof schema === "boolean") return true;
  return typeof schema === "object" && schema !== null && !pulumi.Output.isInstance(schema);
}

function duplicate({ topic, region, endpoint, __urn }: Wire, account: unknown): Fault[] {
  if (topic === undefined || isUnknown([topic, region, endpoint, account])) return [];
  const place = [region, typeof endpoint === "string" ? normalized(endpoint) : endpoint, account];
  const other = declareTopic(String(topic), place, String(__urn));
  return other === undefined ? [] : [duplicateTopic(other)];
}
