import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf, type MessageValue } from "../messages/message-value";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { takeHidden } from "../pulumi/hidden-inputs";
import { messagePath } from "../pulumi/message-path";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
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

/** Everything that is wrong with a RetainedMessage: what check finds, and what only the program can see. */
export function programIssuesInMessage(sent: PropertyBag, schema: JsonSchema | undefined): Issue[] {
  const { given, found, account } = takeApart(sent);
  const issues = issuesInMessage(given, readFileSync, found);
  return [...issues, ...payloadIssues(given, issues, schema), ...topicIssues(given["topic"], given, account)];
}

/** Everything that is wrong with a Publication: see {@link programIssuesInMessage}. */
export function programIssuesInPublication(sent: PropertyBag, schema: JsonSchema | undefined): Issue[] {
  const { given, found } = takeApart(sent);
  const issues = issuesInPublication(given, readFileSync, found);
  return [...issues, ...payloadIssues(given, issues, schema)];
}

/**
 * Everything that is wrong with a RetainedMessageSet: see {@link programIssuesInMessage}.
 *
 * @param settled messages without outputs, which are not among those that were sent
 */
export function programIssuesInSet(
  { messages: open, ...sent }: PropertyBag,
  settled: Readonly<PropertyBag>,
  schemaOf: (topic: string) => JsonSchema | undefined,
): Issue[] {
  const { given, found, account } = takeApart(sent);
  const isMap = typeof open === "object" && open !== null;
  const messages = isMap ? { ...settled, ...open } : open;
  const issues = issuesInSet({ ...given, messages }, readFileSync, found);
  if (!isMap) return issues;
  const paths = new Set(issues.map(({ path }) => path));
  const ofEach = Object.entries(messages as Record<string, MessageValue | null>).flatMap(([topic, value]) => {
    const path = messagePath(topic);
    const isGood = value !== null && ![path, `${path}.payload`, `${path}.payloadBase64`].some((at) => paths.has(at));
    return [
      ...(isGood ? jsonSchemaIssues(argumentsOf(value), schemaOf(topic)) : []),
      ...topicIssues(topic, given, account),
    ].map((issue) => issueWithinSet(topic, issue));
  });
  return [...issues, ...ofEach];
}

/** The arguments, the issues that are known already, and what decides the account. */
function takeApart({ __account: account, ...sent }: PropertyBag) {
  const { given, issuesFound } = takeHidden(sent);
  // A setting that resolves to nothing is not set. If an argument is empty, check says so.
  for (const name of ["region", "endpoint"]) if (given[name] === "") delete given[name];
  return { given, found: issuesFoundBefore(issuesFound), account };
}

function payloadIssues(given: PropertyBag, issues: readonly Issue[], schema: JsonSchema | undefined): Issue[] {
  const isGood = !issues.some((issue) => ["payload", "payloadBase64"].includes(argumentOfIssue(issue)));
  return isGood ? jsonSchemaIssues(given, schema) : [];
}

function jsonSchemaIssues(payload: DeclaredPayload, schema: unknown): Issue[] {
  if (schema === undefined || isUnknown([payload.payload, payload.payloadBase64])) return [];
  if (isJsonSchema(schema)) return issuesByJsonSchema(schema, payloadBytes(payload, readFileSync, true));
  return [{ path: "schema", reason: "expected a JSON Schema: an object, or true or false" }];
}

function isJsonSchema(schema: unknown): schema is JsonSchema {
  if (typeof schema === "boolean") return true;
  return typeof schema === "object" && schema !== null && !pulumi.Output.isInstance(schema);
}

function topicIssues(topic: unknown, { region, endpoint, __urn }: PropertyBag, account: unknown): Issue[] {
  if (topic === undefined || isUnknown([topic, region, endpoint, account])) return [];
  const place = [region, typeof endpoint === "string" ? normalizedEndpoint(endpoint) : endpoint, account];
  const other = declareTopic(String(topic), place, String(__urn));
  return other === undefined ? [] : [duplicateTopicIssue(other)];
}
