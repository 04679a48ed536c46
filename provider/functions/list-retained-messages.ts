import * as pulumi from "@pulumi/pulumi";
import { findRetainedMessages } from "../invokes/retained-messages";
import type { ListRetainedMessagesArgs, ListRetainedMessagesResult } from "../invokes/types";
import type { InputArgs } from "./input-args";
import { invoke, invokeOutput } from "./invoke";

/**
 * Lists retained messages, whoever published them. It lists in preview as well.
 *
 * AWS lists the whole account, 200 messages a call and 10 calls a second. A message that was just published may be missing
 * for some seconds.
 *
 * @param args which messages to list, and where they are
 * @param opts `provider`, or a `parent` that has one, for another Region or account
 * @returns a promise of the messages, in the order of their topics
 * @throws RunError if the account cannot be listed
 * @example
 * ```ts
 * import { listRetainedMessages } from "pulumi-iot-retained";
 *
 * const found = listRetainedMessages({ prefix: "acme/pumps" });
 * export const topics = found.then(({ messages }) => messages.map(({ topic }) => topic));
 * ```
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
 * @returns the messages, in the order of their topics. If the account cannot be listed, the deployment fails
 * @example
 * ```ts
 * import { listRetainedMessagesOutput, loadMessages, RetainedMessageSet } from "pulumi-iot-retained";
 *
 * const set = new RetainedMessageSet("defaults", { messages: loadMessages("defaults") });
 * const found = listRetainedMessagesOutput({ prefix: "acme" }, { dependsOn: set });
 * export const count = found.messages.length;
 * ```
 */
export function listRetainedMessagesOutput(
  args: pulumi.Input<InputArgs<ListRetainedMessagesArgs>> = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ListRetainedMessagesResult> {
  return invokeOutput(pulumi.output(args) as pulumi.Output<ListRetainedMessagesArgs>, opts, listRetainedMessages);
}
