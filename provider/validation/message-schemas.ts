import { z } from "zod";
import { decodeBase64 } from "../messages/base64";
import { limits } from "../messages/limits";
import { MARKER_KEY } from "../messages/marker";
import { hasLoneSurrogate, LONE_SURROGATE } from "../messages/surrogates";
import { reasonsAgainstTopic, reasonsAgainstTopicName } from "../messages/topic";
import { bytesOf, toPairs, type UserProperties } from "../messages/user-properties";

/** Bytes that the longest marker may take of the user properties: what a declaration has to leave free. */
export const MARKER_BYTES = 512;

const textSchema = z.string("expected a string");
/** The form of an AWS Region; `local` is one that a local endpoint has. */
const regionPattern = /^[a-z]{2,}(-[a-z]+)+-\d+$|^local$/;
/** An AWS Region, as an argument or a setting. */
export const regionSchema = textSchema.regex(regionPattern, "expected a Region, such as eu-west-1");
/** URL of a data endpoint, as an argument or a setting. */
export const endpointSchema = z.url({
  protocol: /^https?$/,
  error: "expected a URL that begins with https:// or http://",
});
export const flagSchema = z.boolean("expected true or false");

/** A rule that says what is wrong, as many sentences as there are faults. */
export function rule<T>(faults: (value: T) => string[]) {
  return (value: T, context: z.RefinementCtx) => {
    for (const message of faults(value)) context.addIssue({ code: "custom", message });
  };
}

function correlationFaults(base64: string): string[] {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) return ["expected base64"];
  if (bytes.length <= limits.correlationDataBytes) return [];
  return [`expected at most ${limits.correlationDataBytes} bytes, got ${bytes.length}`];
}

function contentTypeFaults(contentType: string): string[] {
  if (hasLoneSurrogate(contentType)) return [LONE_SURROGATE];
  const bytes = Buffer.byteLength(contentType);
  if (bytes === 0) return ["must not be empty"];
  return bytes <= limits.contentTypeBytes
    ? []
    : [`expected at most ${limits.contentTypeBytes} bytes of UTF-8, got ${bytes}`];
}

/** A rule of one value inside of user properties: one sentence, and the way to it. */
interface Inner {
  path: (string | number)[];
  message: string;
}

/** What is wrong with the form of user properties, each fault where it is. */
function malformed(properties: unknown): Inner[] {
  if (Array.isArray(properties)) {
    return properties.flatMap((property: unknown, i): Inner[] => {
      const isOne = typeof property === "object" && property !== null && Object.keys(property).length === 1;
      if (!isOne) return [{ path: [i], message: "expected an object of one key" }];
      return malformed(property).map(({ path, message }) => ({ path: [i, ...path], message }));
    });
  }
  if (typeof properties !== "object" || properties === null) {
    return [{ path: [], message: "expected a record of strings, or an array of records with one key each" }];
  }
  return Object.entries(properties)
    .filter(([, value]) => typeof value !== "string")
    .map(([key]) => ({ path: [key], message: "expected a string" }));
}

function userPropertyFaults(properties: UserProperties): string[] {
  const faults: string[] = [];
  const pairs = toPairs(properties);
  if (pairs.some(([key]) => key === MARKER_KEY))
    faults.push(`the key \`${MARKER_KEY}\` is the marker's: choose another`);
  if (pairs.flat().some(hasLoneSurrogate)) faults.push(LONE_SURROGATE);
  const most = limits.userPropertiesBytes - MARKER_BYTES;
  const bytes = bytesOf(pairs);
  if (bytes > most) {
    faults.push(
      `expected at most ${most} bytes of keys and values (${MARKER_BYTES} of AWS's 8 KB are the marker's), got ${bytes}`,
    );
  }
  return faults;
}

export const topicSchema = textSchema.superRefine(rule(reasonsAgainstTopic));

/** Everything but the topic and the payload that a message may declare, the words being those of Publish. */
export const messagePropertySchemas = {
  qos: z.literal([0, 1], {
    error: ({ input }) => `expected 0 or 1, got ${typeof input === "number" ? input : `a ${typeof input}`}`,
  }),
  contentType: textSchema.superRefine(rule(contentTypeFaults)),
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
  correlationData: textSchema.superRefine(rule(correlationFaults)),
  userProperties: z.unknown().superRefine((properties, context) => {
    const inner = malformed(properties);
    for (const { path, message } of inner) context.addIssue({ code: "custom", path, message });
    if (inner.length === 0) rule(userPropertyFaults)(properties as UserProperties, context);
  }),
  onExpiry: z.enum(["expect", "republish"], "expected expect or republish"),
};

/** What the program sends along with a declaration, beside what its author wrote; names with `__` are not displayed. */
export const hiddenInputSchemas = {
  /** URN of the resource: names the holder of a topic, and is no difference when it changes. */
  __urn: z.string(),
  /** Owner in the marker. */
  __owner: z.string(),
  /** Names of the arguments that are secret: the engine does not say, and a drifted value must stay one. */
  __secrets: z.array(z.string()),
  /** Names of the arguments that `ignoreChanges` leaves to whoever else publishes. */
  __ignored: z.array(z.string()),
  /** The text of the dynamic provider; never looked at here. */
  __provider: z.unknown(),
};

/** A RetainedMessage as the engine hands it over, every property optional: unknown ones are taken out before. */
export const retainedMessageSchema = z
  .strictObject({
    topic: topicSchema,
    /** Checked where the bytes are read: a payload may be an asset. */
    payload: z.unknown(),
    payloadBase64: z.unknown(),
    ...messagePropertySchemas,
    overwrite: flagSchema,
    marker: flagSchema,
    region: regionSchema,
    endpoint: endpointSchema,
    ...hiddenInputSchemas,
  })
  .partial();

/** A Publication as the engine hands it over, every property optional. */
export const publicationSchema = retainedMessageSchema
  .omit({ onExpiry: true, overwrite: true, marker: true })
  .extend({ triggers: z.array(z.unknown(), "expected a list of values").optional() });

/** The names that a program may write; `schema` stays in the program. */
export const retainedMessageArguments = argumentNames(retainedMessageSchema);
export const publicationArguments = argumentNames(publicationSchema);

function argumentNames({ shape }: z.ZodObject): string[] {
  return [...Object.keys(shape), "schema"].filter((name) => !name.startsWith("__"));
}
