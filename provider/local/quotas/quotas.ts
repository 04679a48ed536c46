/**
 * The quotas of an account in a Region that the local endpoint can apply. What is left out is without a limit.
 *
 * Other limits of AWS IoT Core always apply, since they are the same for everybody: those of payload, topic, slashes,
 * properties, packets, subscriptions and keep alive.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 * @example { storedMessages: 1_000, retainedPublishesPerSecond: 50 }
 */
export interface Quotas {
  /**
   * How many retained messages the account may have. At this number, retained publishes with a payload are throttled,
   * also on topics that have a message. Clearing goes on. AWS: 500,000.
   *
   * @default no limit
   */
  storedMessages?: number;
  /** Retained publishes a second, by HTTP and MQTT together, clears included. AWS: 500. @default no limit */
  retainedPublishesPerSecond?: number;
  /** Whether a topic takes only one retained publish within a second. AWS: true. @default no limit */
  oneRetainedPublishPerTopicAndSecond?: boolean;
  /** Publishes a second of any kind, by HTTP and MQTT together. AWS: 20,000. @default no limit */
  publishesPerSecond?: number;
  /** GetRetainedMessage calls a second. AWS: 500. @default no limit */
  getsPerSecond?: number;
  /** ListRetainedMessages calls a second. AWS: 10. @default no limit */
  listsPerSecond?: number;
  /** DescribeEndpoint calls a second. AWS: 10. @default no limit */
  describesPerSecond?: number;
  /** Publishes a second on one MQTT connection, in both directions together. Those beyond are discarded. AWS: 100. @default no limit */
  publishesPerSecondAndConnection?: number;
}

/** The quotas of a new account in most Regions. In the smaller Regions, several are a tenth of these. */
export const awsQuotas: Readonly<Required<Quotas>> = {
  storedMessages: 500_000,
  retainedPublishesPerSecond: 500,
  oneRetainedPublishPerTopicAndSecond: true,
  publishesPerSecond: 20_000,
  getsPerSecond: 500,
  listsPerSecond: 10,
  describesPerSecond: 10,
  publishesPerSecondAndConnection: 100,
};
