import * as pulumi from "@pulumi/pulumi";
import { findRetainedMessages } from "../invokes/retained-messages";
import type { ListRetainedMessagesArgs, ListRetainedMessagesResult } from "../invokes/types";
import { invoke, invokeOutput } from "./invoke";

/**
 * Lists retained messages, whoever published them. It lists in preview as well.
 *
 * AWS lists the whole account, 200 messages a call and 10 calls a second. A message that was just published may be missing
 * for some seconds.
 *
 * @param args which messages to list, and where they are
 * @param opts `provider`, or a `parent` that has one, for another Region or account
 * @throws RunError if the account cannot be listed
 * @example
 * const { messages } = await listRetainedMessages({ prefix: "acme/pumps" });
 */
export function listRetainedMessages(
  args: ListRetainedMessagesArgs = {},
  opts: pulumi.InvokeOptions = {},
): Promise<ListRetainedMessagesResult> {
  return invoke("listRetainedMessages", args, opts, findRetainedMessages);
}

/**
 * {@link listRetainedMessages} with arguments that may be outputs.
 *
 * @param args which messages to list, and where they are
 * @param opts as for {@link listRetainedMessages}; the account is listed after the resources of `dependsOn`
 */
export function listRetainedMessagesOutput(
  args: pulumi.Input<{
    [K in keyof ListRetainedMessagesArgs]: pulumi.Input<NonNullable<ListRetainedMessagesArgs[K]>>;
  }> = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ListRetainedMessagesResult> {
  return invokeOutput(pulumi.output(args) as pulumi.Output<ListRetainedMessagesArgs>, opts, listRetainedMessages);
}
