import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { providerText, typeOf } from "../pulumi/provider-text";
import { isRunByCli } from "./run-by-cli";

/** The kind of a blocker, as the provider process knows it. It never enters a state. */
const KIND = "Refusal";

/** A resource that is declared only so that the engine's check refuses it. */
class DeploymentBlocker extends pulumi.CustomResource {}

/**
 * Makes the engine end the deployment before it deletes anything.
 *
 * If an output rejects in a program of the Automation API, that program ends as if all was well. A resource that waited
 * for the output is then not declared, and so it is deleted, which clears its topics. Only a failing check stops the
 * engine in time. A program that the CLI runs fails by itself.
 *
 * @param name of the resource or function that has failed
 */
export function blockDeployment(name: string, reason: string): void {
  if (isRunByCli() || pulumi.runtime.getMonitor() instanceof MockMonitor) return;
  new DeploymentBlocker(typeOf(KIND), name, { reason, __provider: providerText(KIND) });
}
