import * as pulumi from "@pulumi/pulumi";
import { messagePath } from "../pulumi/message-path";
import { type Issue, issueText, uniqueIssues, withoutSecretKeys } from "../validation/issue";

/** A resource's arguments as the engine gets them: what is unknown is a sentinel. */
export type SentArguments = Record<string, unknown>;

/** What the program finds out about the arguments of a resource before the engine has them. */
export interface Validated {
  /** Names of the arguments that are secret, wholly or in part; of a map of messages, the paths of those that are. */
  secrets: string[];
  faults: Issue[];
}

/**
 * Looks at arguments as soon as they resolve. The engine stops at the first resource whose check fails, so that only
 * the program can report every bad resource of a stack at once.
 *
 * @param faultsIn everything that is wrong with plain values
 */
export async function validateArguments(
  name: string,
  inputs: object,
  faultsIn: (wire: SentArguments) => Issue[],
): Promise<Validated> {
  const sent = await pulumi.runtime.serializeProperties(name, inputs as pulumi.Inputs);
  const secrets = Object.entries(sent).flatMap(([name, value]) => secretPaths(name, value));
  return {
    secrets,
    faults: uniqueIssues(withoutSecretKeys(faultsIn(withoutSecretMarks(sent) as SentArguments), secrets)),
  };
}

/** Exit code of a program that has told its errors itself, as `@pulumi/pulumi` has it. */
const HAS_LOGGED_ERRORS = 32;

/**
 * Reports faults on a resource in preview, which then fails when the program has come to its end.
 *
 * @param urn of the resource; it need not be registered, and is not before its faults are told
 * @returns whether they are reported; in `up` it is the engine's check that refuses the resource
 */
export function reportInPreview(faults: readonly Issue[], urn: Promise<string>): boolean {
  if (!pulumi.runtime.isDryRun()) return false;
  const resource = { urn: pulumi.output(urn) } as pulumi.Resource;
  // Not awaited: lines go out in order, and one before may wait for this very resource to be registered.
  for (const fault of faults) void pulumi.log.error(issueText(fault), resource);
  // A logged error fails an inline program, but of one that the CLI runs only its exit code does.
  if (faults.length > 0 && isRunByCli()) process.exitCode = HAS_LOGGED_ERRORS;
  return faults.length > 0;
}

/** Whether this process is the one that the CLI starts for a program, and not one of an Automation API user. */
export function isRunByCli(): boolean {
  return /[\\/]pulumi[\\/]cmd[\\/]run[\\/]/.test(require.main?.filename ?? "");
}

function secretPaths(name: string, value: unknown): string[] {
  if (name.startsWith("__") || !holdsSecret(value)) return [];
  if (name !== "messages" || isSecret(value as object)) return [name];
  const messages = Object.entries(value as object);
  return messages.filter(([, message]) => holdsSecret(message)).map(([topic]) => messagePath(topic));
}

function isSecret(value: object): value is { value: unknown } {
  return pulumi.runtime.isRpcSecret(value);
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

function withoutSecretMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecretMarks);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return withoutSecretMarks(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecretMarks(item)]));
}
