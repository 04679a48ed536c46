import * as pulumi from "@pulumi/pulumi";
import type { PropertyBag } from "../pulumi/property-bag";
import { secretPaths, withoutSecretMarks } from "../pulumi/secret";
import { type Issue, issueText, uniqueIssues, withoutSecretKeys } from "../validation/issue";
import { isRunByCli } from "./run-by-cli";

/** What the program finds out about the arguments of a resource before it sends them. */
export interface Validated {
  /** Names of the arguments that are secret, wholly or in part. Of `messages`, the paths of the secret ones. */
  secrets: string[];
  issues: Issue[];
}

/**
 * Everything that is wrong with arguments in the form in which the engine gets them: an unknown value is a sentinel.
 *
 * @param secrets names of the arguments that are secret, wholly or in part, and paths of secret messages
 */
export type FindIssues = (sent: PropertyBag, secrets: readonly string[]) => Issue[] | Promise<Issue[]>;

/**
 * Validates arguments as soon as they resolve. The engine stops at the first resource whose check fails, so that only
 * the program can report every bad resource of a stack at once.
 *
 * @param name of the resource
 */
export async function validateArguments(name: string, inputs: object, findIssues: FindIssues): Promise<Validated> {
  const sent = await pulumi.runtime.serializeProperties(name, inputs as pulumi.Inputs);
  const secrets = secretPaths(sent);
  const issues = await findIssues(withoutSecretMarks(sent), secrets);
  return { secrets, issues: uniqueIssues(withoutSecretKeys(issues, secrets)) };
}

/** Exit code that tells the CLI that the program has reported its errors itself. `@pulumi/pulumi` does not export it. */
const HAS_REPORTED_ERRORS = 32;

/**
 * Reports the issues of a resource in preview. The preview then fails at the end of the program.
 *
 * @param urn of the resource, which need not be registered yet
 * @returns whether they are reported. In `up` they are not: the engine's check refuses the resource
 */
export function reportInPreview(issues: readonly Issue[], urn: Promise<string>): boolean {
  if (!pulumi.runtime.isDryRun()) return false;
  const resource = { urn: pulumi.output(urn) } as pulumi.Resource;
  // Not awaited: lines go out in order, and one before may wait for this very resource to be registered.
  for (const issue of issues) void pulumi.log.error(issueText(issue), resource);
  // A logged error fails a program of the Automation API. A program that the CLI runs fails only by its exit code.
  if (issues.length > 0 && isRunByCli()) process.exitCode = HAS_REPORTED_ERRORS;
  return issues.length > 0;
}
