import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a `Provider`. An argument that is left out is as in the stack's configuration. */
export interface ProviderArgs {
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: pulumi.Input<string>;
  /**
   * URL of the data endpoint.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: pulumi.Input<string>;
  /**
   * Named profile of the shared AWS files. It wins over keys in the stack's configuration, and not over those of this
   * provider.
   *
   * @default the settings `iot-retained:profile` and `aws:profile`, then AWS_PROFILE
   */
  profile?: pulumi.Input<string>;
  /**
   * Access key. It goes with `secretKey`, and is kept as a secret. Keys win over every profile, and over keys in the stack's
   * configuration.
   *
   * @default the settings `iot-retained:accessKey` and `aws:accessKey`, then what the AWS SDK finds
   * @example new pulumi.Config().requireSecret("accessKey")
   */
  accessKey?: pulumi.Input<string>;
  /**
   * Secret access key. It goes with `accessKey`, and is kept as a secret.
   *
   * @default the settings `iot-retained:secretKey` and `aws:secretKey`, then what the AWS SDK finds
   * @example new pulumi.Config().requireSecret("secretKey")
   */
  secretKey?: pulumi.Input<string>;
  /**
   * Session token of temporary keys. It goes with `accessKey` and `secretKey`, and is kept as a secret.
   *
   * @default none, if keys are given; else the settings `iot-retained:token` and `aws:token`, with the keys there
   * @example new pulumi.Config().requireSecret("token")
   */
  token?: pulumi.Input<string>;
  /**
   * ARN of an IAM role to assume, with the credentials that would otherwise be used.
   *
   * @default the settings `iot-retained:roleArn`, `iot-retained:assumeRole` and `aws:assumeRole`, then none
   * @example "arn:aws:iam::123456789012:role/deployer"
   */
  roleArn?: pulumi.Input<string>;
  /**
   * An IAM role to assume, with options. It is kept as a secret, for its external id. If `roleArn` is given too, both have to
   * name the same role.
   *
   * @default the settings `iot-retained:roleArn`, `iot-retained:assumeRole` and `aws:assumeRole`, then none
   * @example { roleArn: "arn:aws:iam::123456789012:role/deployer", sessionName: "fleet", duration: "1h" }
   */
  assumeRole?: pulumi.Input<AssumeRoleArgs>;
  /**
   * The only AWS accounts that may be used, each of 12 digits. An empty list allows none. The list `aws:allowedAccountIds`
   * of the stack's configuration has to allow an account too, if it is set.
   *
   * @default the setting `iot-retained:allowedAccountIds`, then any account
   * @example ["123456789012"]
   */
  allowedAccountIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * AWS accounts that must not be used, each of 12 digits. Those of `aws:forbiddenAccountIds` in the stack's configuration
   * must not be used either.
   *
   * @default the setting `iot-retained:forbiddenAccountIds`, then none
   * @example ["210987654321"]
   */
  forbiddenAccountIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Publishes a second, above 0, over all resources of this provider.
   *
   * @default 100; 25 in Regions with small quotas
   */
  publishRate?: pulumi.Input<number>;
  /**
   * Reads a second, above 0, over all resources of this provider.
   *
   * @default 250; 25 in Regions with small quotas
   */
  readRate?: pulumi.Input<number>;
  /**
   * Calls to AWS that may be in flight at once, a whole number above 0.
   *
   * @default 32
   */
  concurrency?: pulumi.Input<number>;
  /**
   * Whether messages carry a marker: the user property `managed-by`, by which this stack knows its own messages.
   *
   * @default true
   */
  marker?: pulumi.Input<boolean>;
  /**
   * Whether a preview reads topics that are new to the stack, to tell whether somebody else has them.
   *
   * @default true
   */
  previewReads?: pulumi.Input<boolean>;
  /**
   * Percentage of the rollouts of the sets of this provider that name none, 0 to 100: see `rollout` of a RetainedMessageSet.
   *
   * @default the setting `iot-retained:rollout`, then 100
   * @example 10
   */
  rollout?: pulumi.Input<number>;
  /**
   * How many topics the resources of this provider may clear in one deployment, all together; as a percentage, how many
   * each set may clear.
   *
   * @default none
   * @example 20
   */
  maxClears?: pulumi.Input<number | string>;
  /**
   * How many messages the resources of this provider may change in one deployment, all together; as a percentage, how many
   * each set may change.
   *
   * @default none
   * @example "10%"
   */
  maxChanges?: pulumi.Input<number | string>;
  /**
   * Owner of the messages, in their markers. It has to be unique in an account. `{project}` and `{stack}` become the names
   * of the project and the stack; any other brace is an error.
   *
   * @default the setting `iot-retained:owner`, then "<organization>/<project>/<stack>"
   * @example "acme/{project}/{stack}"
   */
  owner?: pulumi.Input<string>;
}

/** A role to assume, with the options of AssumeRole. They have the names that `aws:assumeRole` has for them. */
export interface AssumeRoleArgs {
  /**
   * ARN of the role.
   *
   * @example "arn:aws:iam::123456789012:role/deployer"
   */
  roleArn: pulumi.Input<string>;
  /**
   * Name of the session, which CloudTrail shows: 2 to 64 letters, digits and `+=,.@_-`.
   *
   * @default a name that the AWS SDK makes
   * @example "fleet"
   */
  sessionName?: pulumi.Input<string>;
  /**
   * The external id that the role's trust policy asks for: 2 to 1,224 characters. It is kept as a secret.
   *
   * @default none
   */
  externalId?: pulumi.Input<string>;
  /**
   * How long the credentials last, in hours, minutes and seconds: 15 minutes to 12 hours, and no longer than the role allows.
   * New ones are fetched in time.
   *
   * @default "1h"
   * @example "1h30m"
   */
  duration?: pulumi.Input<string>;
  /**
   * IAM policy as JSON text, up to 2,048 characters, that limits what the session may do.
   *
   * @default none
   */
  policy?: pulumi.Input<string>;
  /**
   * ARNs of up to 10 managed policies that limit what the session may do.
   *
   * @default none
   * @example ["arn:aws:iam::123456789012:policy/fleet"]
   */
  policyArns?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Identity that CloudTrail shows for all that the session does: 2 to 64 letters, digits and `+=,.@_-`.
   *
   * @default none
   * @example "dana"
   */
  sourceIdentity?: pulumi.Input<string>;
  /**
   * Up to 50 tags of the session, by key.
   *
   * @default none
   * @example { team: "iot" }
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Keys of those tags that later sessions in a chain of roles have too.
   *
   * @default none
   * @example ["team"]
   */
  transitiveTagKeys?: pulumi.Input<pulumi.Input<string>[]>;
}
