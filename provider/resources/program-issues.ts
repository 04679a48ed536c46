import * as pulumi from "@pulumi/pulumi";
import { takeHidden } from "../pulumi/hidden-inputs";
import type { PropertyBag } from "../pulumi/property-bag";
import { readAssetFile } from "../validation/asset-file";
import { type Issue, issuesFoundBefore } from "../validation/issue";
import type { JsonSchema } from "../validation/json-schema";
import { issuesInMessage, issuesInPublication } from "../validation/message-issues";
import { schemaIssuesInMessage, schemaIssuesInSet } from "../validation/payload-schemas";
import { issuesInSet } from "../validation/set-issues";

/**
 * Everything that is wrong with a RetainedMessage: what check finds, and what only the program can see.
 *
 * @param unsendable what was found wrong before the arguments were sent
 */
export function programIssuesInMessage(sent: PropertyBag, unsendable: readonly Issue[], schema: unknown): Issue[] {
  const { given, found } = takeApart(sent, unsendable);
  const issues = issuesInMessage(given, readAssetFile, found);
  return [...issues, ...schemaIssuesInMessage(given, issues, withoutOutput(schema))];
}

/** Everything that is wrong with a Publication: see {@link programIssuesInMessage}. */
export function programIssuesInPublication(sent: PropertyBag, unsendable: readonly Issue[], schema: unknown): Issue[] {
  const { given, found } = takeApart(sent, unsendable);
  const issues = issuesInPublication(given, readAssetFile, found);
  return [...issues, ...schemaIssuesInMessage(given, issues, withoutOutput(schema))];
}

/** Everything that is wrong with a RetainedMessageSet: see {@link programIssuesInMessage}. */
export function programIssuesInSet(
  sent: PropertyBag,
  unsendable: readonly Issue[],
  schemaOf: (topic: string) => JsonSchema | undefined,
): Issue[] {
  const { given, found } = takeApart(sent, unsendable);
  const issues = issuesInSet(given, readAssetFile, found);
  return [...issues, ...schemaIssuesInSet(given, issues, (topic) => withoutOutput(schemaOf(topic)))];
}

/** The arguments, and the issues that are known already. */
function takeApart({ __account, __rollout, ...sent }: PropertyBag, unsendable: readonly Issue[]) {
  const { given, issuesFound } = takeHidden(sent);
  // A setting that resolves to nothing is not set. If an argument is empty, check says so.
  for (const name of ["region", "endpoint"]) if (given[name] === "") delete given[name];
  return { given, found: [...unsendable, ...issuesFoundBefore(issuesFound)] };
}

/** An output is no schema: it is needed while the program runs. */
function withoutOutput(schema: unknown): unknown {
  return pulumi.Output.isInstance(schema) ? "an output" : schema;
}
