import * as pulumi from "@pulumi/pulumi";
import { listAll } from "../dataplane/listing";
import type { ListedMessage } from "../messages/message";
import { invoke, invokeOutput } from "./invoke";

/** Which messages {@link listRetainedMessages} lists. */
export interface ListRetainedMessagesArgs {
  /**
   * Only the topics under it: `acme/pumps` is that topic and all below it, `acme/pumps/` all below it.
   *
   * @default every topic of the account in the Region
   */
  prefix?: string;
  /** AWS Region. @default `iot-retained:region`, `aws:region`, then the environment's */
  region?: string;
  /** URL of the data endpoint. @default `iot-retained:endpoint`, then the environment's, then what DescribeEndpoint says */
  endpoint?: string;
}

/** What {@link listRetainedMessages} finds. */
export interface ListRetainedMessagesResult {
  /** In the order of their topics; without payloads. */
  messages: ListedMessage[];
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

/**
 * Lists retained messages, whoever published them; in preview as well. AWS lists the whole account, 200 messages a call
 * and 10 calls a second, and what was just published may be missing for some seconds.
 *
 * @param opts `provider`, or `parent` whose provider it takes: another Region or account
 * @throws RunError where the account cannot be listed
 * @example
 * const { messages } = await listRetainedMessages({ prefix: "acme/pumps" });
 */
export function listRetainedMessages(
  args: ListRetainedMessagesArgs = {},
  opts: pulumi.InvokeOptions = {},
): Promise<ListRetainedMessagesResult> {
  return invoke("listRetainedMessages", args, opts, async ({ places }, { prefix, region, endpoint }) => {
    const place = await places.resolve({ region, endpoint });
    const messages = await listAll(places.dataPlane(place), prefix);
    return { messages, region: place.region, dataEndpoint: place.dataEndpoint };
  });
}

/** {@link listRetainedMessages} with arguments that may be outputs; `dependsOn` says after what it lists. */
export function listRetainedMessagesOutput(
  args: pulumi.Input<{
    [K in keyof ListRetainedMessagesArgs]: pulumi.Input<NonNullable<ListRetainedMessagesArgs[K]>>;
  }> = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ListRetainedMessagesResult> {
  return invokeOutput(pulumi.output(args) as pulumi.Output<ListRetainedMessagesArgs>, opts, listRetainedMessages);
}
