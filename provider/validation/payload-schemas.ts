import { argumentsOf, type MessageValue } from "../messages/message-value";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { messagePath } from "../pulumi/message-path";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { readAssetFile } from "./asset-file";
import { isRecord } from "./is-record";
import { argumentOfIssue, type Issue, issueWithinSet } from "./issue";
import { issuesByJsonSchema, type JsonSchema } from "./json-schema";

/**
 * What a JSON Schema finds wrong with the payload of one message.
 *
 * @param issues of its arguments: a payload that is wrong already is not looked at
 */
export function schemaIssuesInMessage(given: PropertyBag, issues: readonly Issue[], schema: unknown): Issue[] {
  const isGood = !issues.some((issue) => ["payload", "payloadBase64"].includes(argumentOfIssue(issue)));
  return isGood ? schemaIssues(given, schema) : [];
}

/**
 * What JSON Schemas find wrong with the payloads of a set.
 *
 * @param issues of its arguments: a payload that is wrong already is not looked at
 */
export function schemaIssuesInSet(
  { messages }: PropertyBag,
  issues: readonly Issue[],
  schemaOf: (topic: string) => unknown,
): Issue[] {
  if (!isRecord(messages)) return [];
  const paths = new Set(issues.map(({ path }) => path));
  return Object.entries(messages).flatMap(([topic, value]) => {
    const schema = schemaOf(topic);
    if (schema === undefined) return [];
    const path = messagePath(topic);
    const isGood = value !== null && ![path, `${path}.payload`, `${path}.payloadBase64`].some((at) => paths.has(at));
    const ofPayload = isGood ? schemaIssues(argumentsOf(value as MessageValue), schema) : [];
    return ofPayload.map((issue) => issueWithinSet(topic, issue));
  });
}

function schemaIssues(payload: DeclaredPayload, schema: unknown): Issue[] {
  if (schema === undefined || isUnknown([payload.payload, payload.payloadBase64, schema])) return [];
  if (isJsonSchema(schema)) return issuesByJsonSchema(schema, payloadBytes(payload, readAssetFile, true));
  return [{ path: "schema", reason: "expected a JSON Schema: an object, or true or false" }];
}

function isJsonSchema(schema: unknown): schema is JsonSchema {
  return typeof schema === "boolean" || isRecord(schema);
}
