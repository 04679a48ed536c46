import { z } from "zod";
import { decodeBase64 } from "../messages/base64";
import { limits } from "../messages/limits";
import type { Defaults } from "../messages/message-value";
import { hasLoneSurrogate, LONE_SURROGATE } from "../messages/surrogates";
import { reasonsAgainstTopicName } from "../messages/topic";
import type { UserProperties } from "../messages/user-properties";
import type { Agrees, Assert } from "./agreement";
import { flagSchema, rule, textSchema } from "./common-schemas";
import { refineUserProperties } from "./user-properties";

/** Everything but the topic and the payload that a message may declare, in the words of the Publish operation. */
export const messagePropertySchemas = {
  qos: z.literal([0, 1], {
    error: ({ input }) => `expected 0 or 1, got ${typeof input === "number" ? input : `a ${typeof input}`}`,
  }),
  contentType: textSchema.superRefine(rule(reasonsAgainstContentType)),
  messageExpiry: z
    .int("expected a whole number of seconds")
    .min(1, "expected at least 1 second")
    .max(
      limits.messageExpirySeconds,
      `expected at most ${limits.messageExpirySeconds} seconds (7 days): AWS would cut it silently`,
    ),
  payloadFormatIndicator: z.enum(["UNSPECIFIED_BYTES", "UTF8_DATA"], "expected UNSPECIFIED_BYTES or UTF8_DATA"),
  responseTopic: textSchema.superRefine(
    rule((topic: string) => (topic === "" ? ["must not be empty"] : reasonsAgainstTopicName(topic))),
  ),
  correlationData: textSchema.superRefine(rule(reasonsAgainstCorrelationData)),
  userProperties: z.custom<UserProperties>().superRefine(refineUserProperties),
  onExpiry: z.enum(["expect", "republish"], "expected expect or republish"),
  version: flagSchema,
};

/** The arguments that a set gives to all its messages. */
export const defaultsSchema = z.strictObject(messagePropertySchemas).partial();

/** Does not compile if the schema and the type differ. */
export type SchemaAgrees = Assert<Agrees<typeof defaultsSchema, Defaults>>;

function reasonsAgainstCorrelationData(base64: string): string[] {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) return ["expected base64"];
  if (bytes.length <= limits.correlationDataBytes) return [];
  return [`expected at most ${limits.correlationDataBytes} bytes, got ${bytes.length}`];
}

function reasonsAgainstContentType(contentType: string): string[] {
  if (hasLoneSurrogate(contentType)) return [LONE_SURROGATE];
  const bytes = Buffer.byteLength(contentType);
  if (bytes === 0) return ["must not be empty"];
  if (bytes <= limits.contentTypeBytes) return [];
  return [`expected at most ${limits.contentTypeBytes} bytes of UTF-8, got ${bytes}`];
}
