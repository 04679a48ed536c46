import { defined } from "../messages/defined";
import type { Session } from "../process/session";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import type { TopicDeclaration } from "../validation/declarations";
import { argumentOfIssue, type Issue } from "../validation/issue";
import type { SharedInputs } from "./shared-state";

/**
 * Completes the arguments with the stack's configuration. What is declared about the place is then part of the inputs,
 * so that a change of configuration is previewed like one of arguments.
 */
export function withStackDefaults(olds: PropertyBag, news: PropertyBag, session: Session): PropertyBag {
  const { settings } = session;
  const declared = { ...news };
  // While a value is unknown, keep treating it as secret if it was secret before.
  if (isUnknown(news) && olds["__secrets"] !== undefined) {
    declared["__secrets"] = [...new Set([...names(olds["__secrets"]), ...names(declared["__secrets"])])];
  }
  return {
    ...defined({ region: settings.region, endpoint: settings.endpoint }),
    ...declared,
    ...defined({ __owner: session.ownerOf(String(news["__urn"])) }),
  };
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

function names(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}
