import { ownerFor } from "../messages/owner";
import type { Session } from "../process/session";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { stackOfUrn } from "../pulumi/urn";
import type { TopicDeclaration } from "../validation/declarations";
import { argumentOfIssue, type Issue, issueText, uniqueIssues, withoutSecretKeys } from "../validation/issue";
import type { CheckResponse } from "./handlers";
import type { SharedInputs } from "./shared-state";

/**
 * Completes the arguments with the stack's configuration. What is declared about the place is then part of the inputs,
 * so that a change of configuration is previewed like one of arguments.
 */
export function withStackDefaults(olds: PropertyBag, news: PropertyBag, { settings }: Session): PropertyBag {
  const declared = { ...news };
  // While a value is unknown, keep treating it as secret if it was secret before.
  if (isUnknown(news) && olds["__secrets"] !== undefined) {
    declared["__secrets"] = [...new Set([...names(olds["__secrets"]), ...names(declared["__secrets"])])];
  }
  return {
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...declared,
    ...(settings.owner === undefined ? {} : { __owner: ownerFor(settings.owner, stackOfUrn(String(news["__urn"]))) }),
  };
}

/**
 * The answer to a check.
 *
 * @param isReported whether the program has told the issues. In preview it does so for all resources, and a failure here
 * would end it at this one
 */
export function checkResponse<T extends { __secrets?: readonly string[] }>(
  olds: PropertyBag,
  inputs: T,
  issues: readonly Issue[],
  isReported: boolean,
): CheckResponse {
  if (isReported) return { inputs: withoutInvalid(olds, inputs, issues), failures: [] };
  // With a property name the engine would print the property's value, a secret one too.
  const failures = uniqueIssues(withoutSecretKeys(issues, inputs.__secrets ?? [])).map((issue) => issueText(issue));
  return { inputs, failures: failures.map((reason) => ({ property: "", reason })) };
}

/**
 * Claims topics for a resource whose place is known.
 *
 * @param name argument that has the topics
 * @param issues of the resource so far
 * @returns what is wrong because of other resources; nothing if the place is unknown, or an argument that it needs is
 * invalid
 */
export function claimTopics(
  { claims }: Session,
  { region, endpoint, __urn }: SharedInputs,
  declaration: TopicDeclaration,
  { name, issues }: { name: string; issues: readonly Issue[] },
): Issue[] {
  const hasPlace = !issues.some((issue) => [name, "region", "endpoint"].includes(argumentOfIssue(issue)));
  return hasPlace && !isUnknown([region, endpoint]) ? claims.claim(declaration, { region, endpoint }, __urn) : [];
}

/** Inputs that can be compared in a preview that fails anyway: each invalid argument is as it was. */
function withoutInvalid(olds: PropertyBag, inputs: object, issues: readonly Issue[]): object {
  const invalid = new Set(issues.map(argumentOfIssue));
  const good = Object.entries(inputs).filter(([name]) => !invalid.has(name));
  const before = Object.entries(olds).filter(([name]) => invalid.has(name));
  return Object.fromEntries([...good, ...before]);
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}
