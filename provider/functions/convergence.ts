import * as pulumi from "@pulumi/pulumi";
import { findConvergence } from "../invokes/convergence";
import type { ConvergenceArgs, ConvergenceResult } from "../invokes/types";
import type { InputArgs } from "./input-args";
import { invoke, invokeOutput } from "./invoke";

/**
 * Tells how many devices have applied their messages, by what they have published to acknowledge them. It looks once, in
 * preview as well.
 *
 * A look takes one listing of the account, and a read for each acknowledgement that is not older than its message.
 *
 * @param args topics of the messages, and the template of the topics on which devices acknowledge them
 * @param opts `provider`, or a `parent` that has one, for another Region or account
 * @returns a promise of how far the messages have come
 * @throws RunError if the template or a topic is wrong, or something cannot be read
 * @example
 * ```ts
 * import { convergence } from "pulumi-iot-retained";
 *
 * const found = convergence({ topics: ["acme/pump-1/config"], applied: "{topic}/applied" });
 * export const progress = found.then(({ applied, total }) => `${applied} of ${total}`);
 * ```
 */
export function convergence(args: ConvergenceArgs, opts: pulumi.InvokeOptions = {}): Promise<ConvergenceResult> {
  return invoke("convergence", args, opts, findConvergence);
}

/**
 * {@link convergence} with arguments that may be outputs.
 *
 * @param args topics of the messages, and the template of the topics on which devices acknowledge them
 * @param opts as for {@link convergence}; it looks after the resources of `dependsOn`
 * @returns how far the messages have come. If it cannot be told, the deployment fails
 * @example
 * ```ts
 * import { convergenceOutput, RetainedMessage } from "pulumi-iot-retained";
 *
 * const config = new RetainedMessage("pump-1", { topic: "acme/pump-1/config", payload: { line: 1 }, version: true });
 * export const pending = convergenceOutput(
 *   { topics: [config.topic], applied: "{topic}/applied" },
 *   { dependsOn: config },
 * ).pending;
 * ```
 */
export function convergenceOutput(
  args: pulumi.Input<InputArgs<ConvergenceArgs>>,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ConvergenceResult> {
  return invokeOutput(pulumi.output(args) as pulumi.Output<ConvergenceArgs>, opts, convergence);
}
