import * as pulumi from "@pulumi/pulumi";
import { readRetainedMessage } from "../invokes/retained-message";
import type { GetRetainedMessageArgs, GetRetainedMessageResult } from "../invokes/types";
import { invoke, invokeOutput } from "./invoke";

/**
 * Reads a retained message, whoever published it, without a resource. It reads in preview as well.
 *
 * The payload is not secret. If yours is, make a secret of it in the program.
 *
 * @param args topic of the message, and where it is
 * @param opts `provider`, or a `parent` that has one, for another Region or account
 * @throws RunError if the topic has no retained message, or cannot be read
 * @example
 * const { payload } = await getRetainedMessage({ topic: "acme/pumps/defaults" });
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
 */
export function getRetainedMessageOutput(
  args: pulumi.Input<{ [K in keyof GetRetainedMessageArgs]: pulumi.Input<NonNullable<GetRetainedMessageArgs[K]>> }>,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<GetRetainedMessageResult> {
  return invokeOutput(pulumi.output(args) as pulumi.Output<GetRetainedMessageArgs>, opts, getRetainedMessage);
}
