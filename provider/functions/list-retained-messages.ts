import * as pulumi from "@pulumi/pulumi";
import { listAll } from "../dataplane/listing";
import type { ListedMessage } from "../messages/message";
import { invoke, invokeOutput } from "./invoke";

/** The messages that {@link listRetainedMessages} lists. */
export interface ListRetainedMessagesArgs {
  /**
   * Topic prefix of the messages. `acme/pumps` is that topic and all below it; `acme/pumps/` is only what is below it.
   *
   * @default every topic of the account in the Region
   * @example "acme/pumps"
   */
  prefix?: string;
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: string;
  /**
   * URL of the data endpoint.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: string;
}

/** The messages that {@link listRetainedMessages} has found. */
export interface ListRetainedMessagesResult {
  /** The messages in the order of their topics, without payloads. */
  messages: ListedMessage[];
  /** AWS Region that was asked. */
  region: string;
  /** URL of the data endpoint that was asked. */
  dataEndpoint: string;
}

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
  return invoke("listRetainedMessages", args, opts, async ({ places }, { prefix, region, endpoint }) => {
    const place = await places.resolve({ region, endpoint });
    const messages = await listAll(places.dataPlane(place), prefix);
    return { messages, region: place.region, dataEndpoint: place.dataEndpoint };
  });
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
