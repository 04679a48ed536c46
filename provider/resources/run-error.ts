import * as pulumi from "@pulumi/pulumi";
import { DeploymentError } from "../messages/deployment-error";
import { blockDeployment } from "./deployment-blocker";

/** An error of the program that its author can mend. Pulumi prints its message without a stack trace. */
export function runError(message: string): pulumi.RunError {
  // Pulumi prints the stack of an error that went through an output all the same.
  return Object.defineProperty(new pulumi.RunError(message), "stack", { value: message });
}

/** What a function makes. An error that its author can mend becomes a {@link runError}. */
export function orRunError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof DeploymentError ? runError(error.message) : error;
  }
}

/**
 * A {@link runError} for an output or a promise to reject with. It blocks the deployment as well.
 *
 * @param name of the resource or function that has failed
 */
export function outputError(name: string, message: string): pulumi.RunError {
  blockDeployment(name, message);
  // Pulumi writes before a message the properties through which the error came, which tell the user nothing.
  return Object.defineProperty(runError(message), "message", { get: () => message, set: () => undefined });
}
