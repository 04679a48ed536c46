/** Where the topics of a policy are. */
export interface PolicyScope {
  /** AWS Region. @example "eu-west-1" */
  region: string;
  /** AWS account, 12 digits. @example "123456789012" */
  accountId: string;
  /** AWS partition. @default the partition of the Region: `aws`, `aws-cn`, `aws-us-gov` or `aws-eusc` */
  partition?: string;
}

/** The arguments of `deployerPolicy`. */
export interface DeployerPolicyArgs extends PolicyScope {
  /**
   * Topics to deploy, at least one, in the form of IAM: `*` stands for any characters, slashes included, and `?` for one.
   * `{thingName}` and `{attributes.x}`, as in a topic of DeviceDefaults, stand for any characters.
   *
   * @example ["acme/pumps/*"]
   */
  topics: readonly string[];
  /**
   * Names of thing groups that `thingsInGroup` reads. The policy then allows to list their things, and to read the
   * attributes of all things.
   *
   * @default none
   * @example ["pumps"]
   */
  thingGroups?: readonly string[];
  /**
   * Template of the topics on which devices acknowledge the messages. The policy then allows to read what is there, as
   * `convergence` and `iot-retained status` do.
   *
   * @default none
   * @example "{topic}/applied"
   */
  applied?: string;
  /**
   * Whether the role watches alarms of CloudWatch while it changes messages. The policy then allows
   * `cloudwatch:DescribeAlarms` on `*`: with a narrower scope, AWS tells of no composite alarm.
   *
   * @default false
   */
  alarms?: boolean;
}

/** The arguments of `subscriberPolicy`. */
export interface SubscriberPolicyArgs extends PolicyScope {
  /**
   * Topics, or MQTT topic filters with `+` and `#`, that a device may subscribe to; at least one. `{thingName}` and
   * `{attributes.x}` are those of the device, and policy variables such as `${iot:ClientId}` may be used as well.
   *
   * @example ["acme/pumps/{thingName}/config"]
   */
  topics: readonly string[];
  /**
   * Client ids with which a device may connect. `*` stands for any characters.
   *
   * @default the name of the thing; the device's certificate has to be attached to it
   * @example ["pump-*"]
   */
  clientIds?: readonly string[];
  /**
   * Template of the topics on which a device acknowledges its messages. The policy then allows it to publish there, to
   * retain that, and to subscribe to it.
   *
   * @default none
   * @example "{topic}/applied"
   */
  applied?: string;
}
