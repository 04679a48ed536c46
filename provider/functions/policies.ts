import { deployerPolicyDocument, subscriberPolicyDocument } from "../invokes/policies";
import type { DeployerPolicyArgs, SubscriberPolicyArgs } from "../invokes/policy-types";
import { orRunError } from "../resources/run-error";

/**
 * A policy for the role that deploys. It allows to publish, clear, read and list retained messages, and nothing more.
 * `iot:ListRetainedMessages` and `iot:DescribeEndpoint` cannot be limited to resources, so that they are allowed on `*`. So is
 * `cloudwatch:DescribeAlarms` with `alarms`.
 *
 * @param args the topics, and where they are
 * @returns a policy document as JSON text, which `aws.iam.Policy` takes, and `aws.iam.getPolicyDocument` combines
 * @throws RunError if a Region, account or topic is wrong
 * @example
 * ```ts
 * import * as aws from "@pulumi/aws";
 * import { deployerPolicy } from "pulumi-iot-retained";
 *
 * new aws.iam.Policy("deployer", {
 *   policy: deployerPolicy({ region: "eu-west-1", accountId: "123456789012", topics: ["acme/pumps/*"] }),
 * });
 * ```
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 */
export function deployerPolicy(args: DeployerPolicyArgs): string {
  return orRunError(() => deployerPolicyDocument(args));
}

/**
 * A policy for devices that receive retained messages. It allows to connect, subscribe and receive, and nothing more. A
 * device may not publish, and so cannot overwrite its own configuration.
 *
 * AWS IoT Core replays a retained message to a subscription of exactly its topic, not to a subscription with wildcards. A
 * policy may have 2,048 characters.
 *
 * @param args the topics, and where they are
 * @returns a policy document as JSON text, which `aws.iot.Policy` takes
 * @throws RunError if a Region, account or topic is wrong
 * @example
 * ```ts
 * import * as aws from "@pulumi/aws";
 * import { subscriberPolicy } from "pulumi-iot-retained";
 *
 * new aws.iot.Policy("pump", {
 *   policy: subscriberPolicy({
 *     region: "eu-west-1",
 *     accountId: "123456789012",
 *     topics: ["acme/pumps/{thingName}/config", "acme/pumps/reload"],
 *   }),
 * });
 * ```
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
 */
export function subscriberPolicy(args: SubscriberPolicyArgs): string {
  return orRunError(() => subscriberPolicyDocument(args));
}
