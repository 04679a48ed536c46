import * as pulumi from "@pulumi/pulumi";
import { readRetainedMessage } from "../invokes/retained-message";
import type { GetRetainedMessageArgs, GetRetainedMessageResult } from "../invokes/types";
import type { InputArgs } from "./input-args";
import { invoke, invokeOutput } from "./invoke";

/**
 * Reads a retained message, whoever published it, without a resource. It reads in preview as well.
 *
 * The payload is not secret. If yours is, make a secret of it in the program.
 *
 * @param args topic of the message, and where it is
 * @param opts `provider`, or a `parent` that has one, for another Region or account
 * @returns a promise of the message
 * @throws RunError if the topic has no retained message, or cannot be read
 * @example
 * ```ts
 * import { getRetainedMessage } from "pulumi-iot-retained";
 *
 * const message = getRetainedMessage({ topic: "acme/pumps/defaults" });
 * export const defaults = message.then(({ payload = "{}" }) => JSON.parse(payload) as unknown);
 * ```
 */
export function getRetainedMessage(
  args: GetRetainedMessageArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<GetRetainedMessageResult> {
  return invoke("getRetainedMessage", args, opts, readRetainedMessage);
}

/**
 * {@link getRetainedMessage} with arguments that may be outputs.
 *
 * @param args topic of the message, and where it is
 * @param opts as for {@link getRetainedMessage}; the message is read after the resources of `dependsOn`
 * @returns the message. If the topic has none, or it cannot be read, the deployment fails
 * @example
 * ```ts
 * import { getRetainedMessageOutput, RetainedMessage } from "pulumi-iot-retained";
 *
 * const defaults = new RetainedMessage("defaults", { topic: "acme/pumps/defaults", payload: "on" });
 * export const owner = getRetainedMessageOutput({ topic: defaults.topic }, { dependsOn: defaults }).managedBy;
 * ```
 */
export function getRetainedMessageOutput(
  args: pulumi.Input<InputArgs<GetRetainedMessageArgs>>,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<GetRetainedMessageResult> {
  return invokeOutput(pulumi.output(args) as pulumi.Output<GetRetainedMessageArgs>, opts, getRetainedMessage);
}
