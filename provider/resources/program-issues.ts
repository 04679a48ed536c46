import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf, type MessageValue } from "../messages/message-value";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { messagePath } from "../pulumi/message-path";
import { isUnknown } from "../pulumi/unknowns";
import { withoutNulls } from "../pulumi/without-nulls";
import { normalizedEndpoint } from "../settings/endpoint";
import {
  argumentOfIssue,
  duplicateTopicIssue,
  type Issue,
  issuesFoundBefore,
  issueWithinSet,
} from "../validation/issue";
import { issuesByJsonSchema, type JsonSchema } from "../validation/json-schema";
import { issuesInMessage, issuesInPublication } from "../validation/message-issues";
import { issuesInSet } from "../validation/set-issues";
import { declareTopic } from "./declared-topics";
import type { SentArguments } from "./validate-arguments";

/** Everything that is wrong with a message in the program: what check says, and what check cannot see. */
export function programIssuesInMessage(
  { __faults, __account, ...sent }: SentArguments,
  schema: JsonSchema | undefined,
): Issue[] {
  const wire = withoutEmptySettings(sent);
  const faults = issuesInMessage(wire, readFileSync, issuesFoundBefore(__faults));
  return [
    ...faults,
    ...payloadIssuesByJsonSchema(wire, faults, schema),
    ...duplicateInProgram(wire["topic"], wire, __account),
  ];
}

/** Everything that is wrong with a Publication in the program: see {@link programIssuesInMessage}. */
export function programIssuesInPublication(
  { __faults, __account: _, ...sent }: SentArguments,
  schema: JsonSchema | undefined,
): Issue[] {
  const wire = withoutEmptySettings(sent);
  const faults = issuesInPublication(wire, readFileSync, issuesFoundBefore(__faults));
  return [...faults, ...payloadIssuesByJsonSchema(wire, faults, schema)];
}

/** Everything that is wrong with a set in the program: see {@link programIssuesInMessage}. */
export function programIssuesInSet(
  { __faults, __account, messages: open, ...sent }: SentArguments,
  settled: Readonly<Record<string, unknown>>,
  schemaOf: (topic: string) => JsonSchema | undefined,
): Issue[] {
  const wire = withoutEmptySettings(sent);
  const isMap = typeof open === "object" && open !== null;
  const messages = isMap ? { ...settled, ...open } : open;
  const faults = issuesInSet({ ...wire, messages }, readFileSync, issuesFoundBefore(__faults));
  if (!isMap) return faults;
  const atFault = new Set(faults.map(({ path }) => path));
  const ofEach = Object.entries(messages as Record<string, MessageValue | null>).flatMap(([topic, value]) => {
    const path = messagePath(topic);
    const schema = schemaOf(topic);
    const isGood = value !== null && ![path, `${path}.payload`, `${path}.payloadBase64`].some((at) => atFault.has(at));
    return [
      ...(isGood && schema !== undefined ? checkJsonSchema(argumentsOf(value), schema) : []),
      ...duplicateInProgram(topic, wire, __account),
    ].map((fault) => issueWithinSet(topic, fault));
  });
  return [...faults, ...ofEach];
}

/** What was sent, without settings that turned out to be undefined; check tells of an argument that is empty. */
function withoutEmptySettings(sent: SentArguments): SentArguments {
  const wire = withoutNulls(sent);
  for (const name of ["region", "endpoint"]) if (wire[name] === "") delete wire[name];
  return wire;
}

function payloadIssuesByJsonSchema(
  wire: SentArguments,
  faults: readonly Issue[],
  schema: JsonSchema | undefined,
): Issue[] {
  const isGood = !faults.some((fault) => ["payload", "payloadBase64"].includes(argumentOfIssue(fault)));
  return isGood ? checkJsonSchema(wire, schema) : [];
}

function checkJsonSchema(payload: DeclaredPayload, schema: unknown): Issue[] {
  if (schema === undefined || isUnknown([payload.payload, payload.payloadBase64])) return [];
  if (isSchema(schema)) return issuesByJsonSchema(schema, payloadBytes(payload, readFileSync, true));
  return [{ path: "schema", reason: "expected a JSON Schema: an object, or true or false" }];
}

function isSchema(schema: unknown): schema is JsonSchema {
  if (typeof schema === "boolean") return true;
  return typeof schema === "object" && schema !== null && !pulumi.Output.isInstance(schema);
}

function duplicateInProgram(topic: unknown, { region, endpoint, __urn }: SentArguments, account: unknown): Issue[] {
  if (topic === undefined || isUnknown([topic, region, endpoint, account])) return [];
  const place = [region, typeof endpoint === "string" ? normalizedEndpoint(endpoint) : endpoint, account];
  const other = declareTopic(String(topic), place, String(__urn));
  return other === undefined ? [] : [duplicateTopicIssue(other)];
}
