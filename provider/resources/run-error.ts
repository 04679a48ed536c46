import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { providerText, typeOf } from "../pulumi/provider-text";
import { isRunByCli } from "./validate-arguments";

const KIND = "Refusal";

/** Is declared only to be refused. */
class DeploymentBlocker extends pulumi.CustomResource {}

/** An error of the program that its author can mend: Pulumi prints its message, and no stack trace. */
export function runError(message: string): pulumi.RunError {
  // What an output has met, Pulumi prints with its stack all the same.
  return Object.defineProperty(new pulumi.RunError(message), "stack", { value: message });
}

/**
 * The same for an output or a promise to reject with.
 *
 * @param name of what has failed
 */
export function outputError(name: string, message: string): pulumi.RunError {
  blockDeployment(name, message);
  // Pulumi writes before it through which properties it has come, which says nothing to the user.
  return Object.defineProperty(runError(message), "message", { get: () => message, set: () => undefined });
}

/**
 * Makes the engine end the deployment before it deletes anything. An inline program of the Automation API ends as if all
 * was well where an output rejects: a resource that waited for it would not be declared, and so be deleted, which clears
 * its topics. What the engine's check refuses is the one thing that stops it in time. A program that the CLI runs fails
 * by itself.
 *
 * @param name of what has failed
 */
export function blockDeployment(name: string, reason: string): void {
  if (isRunByCli() || pulumi.runtime.getMonitor() instanceof MockMonitor) return;
  new DeploymentBlocker(typeOf(KIND), name, { reason, __provider: providerText(KIND) });
}
