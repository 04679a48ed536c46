import * as pulumi from "@pulumi/pulumi";
import { argumentsOf, type MessageValue } from "../messages/message-value";
import { type DeclaredPayload, payloadBytes } from "../messages/payload";
import { takeHidden } from "../pulumi/hidden-inputs";
import { messagePath } from "../pulumi/message-path";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { readAssetFile } from "../validation/asset-file";
import { argumentOfIssue, type Issue, issuesFoundBefore, issueWithinSet } from "../validation/issue";
import { issuesByJsonSchema, type JsonSchema } from "../validation/json-schema";
import { issuesInMessage, issuesInPublication } from "../validation/message-issues";
import { issuesInSet } from "../validation/set-issues";

/**
 * Everything that is wrong with a RetainedMessage: what check finds, and what only the program can see.
 *
 * @param unsendable what was found wrong before the arguments were sent
 */
export function programIssuesInMessage(sent: PropertyBag, unsendable: readonly Issue[], schema: unknown): Issue[] {
  const { given, found } = takeApart(sent, unsendable);
  const issues = issuesInMessage(given, readAssetFile, found);
  return [...issues, ...payloadIssues(given, issues, schema)];
}

/** Everything that is wrong with a Publication: see {@link programIssuesInMessage}. */
export function programIssuesInPublication(sent: PropertyBag, unsendable: readonly Issue[], schema: unknown): Issue[] {
  const { given, found } = takeApart(sent, unsendable);
  const issues = issuesInPublication(given, readAssetFile, found);
  return [...issues, ...payloadIssues(given, issues, schema)];
}

/** Everything that is wrong with a RetainedMessageSet: see {@link programIssuesInMessage}. */
export function programIssuesInSet(
  sent: PropertyBag,
  unsendable: readonly Issue[],
  schemaOf: (topic: string) => JsonSchema | undefined,
): Issue[] {
  const { given, found } = takeApart(sent, unsendable);
  const issues = issuesInSet(given, readAssetFile, found);
  const { messages } = given;
  if (typeof messages !== "object" || messages === null) return issues;
  const paths = new Set(issues.map(({ path }) => path));
  const ofEach = Object.entries(messages as Record<string, MessageValue | null>).flatMap(([topic, value]) => {
    const path = messagePath(topic);
    const isGood = value !== null && ![path, `${path}.payload`, `${path}.payloadBase64`].some((at) => paths.has(at));
    const ofPayload = isGood ? jsonSchemaIssues(argumentsOf(value), schemaOf(topic)) : [];
    return ofPayload.map((issue) => issueWithinSet(topic, issue));
  });
  return [...issues, ...ofEach];
}

/** The arguments, and the issues that are known already. */
function takeApart({ __account, ...sent }: PropertyBag, unsendable: readonly Issue[]) {
  const { given, issuesFound } = takeHidden(sent);
  // A setting that resolves to nothing is not set. If an argument is empty, check says so.
  for (const name of ["region", "endpoint"]) if (given[name] === "") delete given[name];
  return { given, found: [...unsendable, ...issuesFoundBefore(issuesFound)] };
}

function payloadIssues(given: PropertyBag, issues: readonly Issue[], schema: unknown): Issue[] {
  const isGood = !issues.some((issue) => ["payload", "payloadBase64"].includes(argumentOfIssue(issue)));
  return isGood ? jsonSchemaIssues(given, schema) : [];
}

function jsonSchemaIssues(payload: DeclaredPayload, schema: unknown): Issue[] {
  if (schema === undefined || isUnknown([payload.payload, payload.payloadBase64])) return [];
  if (isJsonSchema(schema)) return issuesByJsonSchema(schema, payloadBytes(payload, readAssetFile, true));
  return [{ path: "schema", reason: "expected a JSON Schema: an object, or true or false" }];
}

function isJsonSchema(schema: unknown): schema is JsonSchema {
  if (typeof schema === "boolean") return true;
  return typeof schema === "object" && schema !== null && !pulumi.Output.isInstance(schema);
}
