/**
 * What AWS IoT Core allows in one message. None of these quotas is adjustable.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export const limits = {
  /** Bytes of payload ("128 KB", read as KiB). */
  payloadBytes: 131_072,
  /** Bytes of UTF-8 in a topic. */
  topicBytes: 256,
  /** Forward slashes in a topic. */
  topicSlashes: 7,
  /** Bytes of UTF-8 in a content type. */
  contentTypeBytes: 256,
  /** Bytes of correlation data, decoded. */
  correlationDataBytes: 8_192,
  /** Bytes of all user property keys and values together, the marker included. */
  userPropertiesBytes: 8_192,
  /** Bytes of user properties that are kept free for our marker; this limit is ours. */
  markerBytes: 512,
  /** Seconds in the longest message expiry interval: 7 days. */
  messageExpirySeconds: 604_800,
  /** Messages of one RetainedMessageSet; this limit is ours too, all others are AWS's. */
  messagesInSet: 100_000,
} as const;
