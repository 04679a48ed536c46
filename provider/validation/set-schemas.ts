import { z } from "zod";
import { reasonsAgainstTopicName } from "../messages/topic";
import {
  endpointSchema,
  flagSchema,
  hiddenInputSchemas,
  messagePropertySchemas,
  regionSchema,
  rule,
  topicSchema,
} from "./message-schemas";

/** What a message of a set may say of itself. */
export const setMessageSchema = z
  .strictObject({
    topic: topicSchema,
    payload: z.unknown(),
    payloadBase64: z.unknown(),
    ...messagePropertySchemas,
    marker: flagSchema,
  })
  .partial();

/** What a folder of files says of its messages. */
export const fileArgumentsSchema = z.strictObject({ ...messagePropertySchemas, marker: flagSchema }).partial();

/** What a set says of all its messages. */
export const defaultsSchema = z.strictObject(messagePropertySchemas).partial();

/** A topic and what is below it; with a slash at its end, only what is below it. */
const prefix = z.string("expected a string").superRefine(
  rule((text: string) => {
    if (text === "" || text === "/")
      return ["expected at least one level of a topic: else whatever is in the account would be cleared"];
    return [
      ...reasonsAgainstTopicName(text),
      ...(text.startsWith("$") ? ["must not begin with `$`: AWS reserves those topics"] : []),
    ];
  }),
);

/** A RetainedMessageSet without its messages and defaults, every property optional. */
export const setSchema = z
  .strictObject({
    exclusive: z.array(prefix, "expected a list of topic prefixes"),
    overwrite: flagSchema,
    marker: flagSchema,
    verify: flagSchema,
    allowEmpty: flagSchema,
    region: regionSchema,
    endpoint: endpointSchema,
    ...hiddenInputSchemas,
  })
  .partial();

const visible = (shape: object) => Object.keys(shape).filter((name) => !name.startsWith("__"));

/** The names that a program may write. */
export const setMessageArguments = [...visible(setMessageSchema.shape), "schema"].filter((name) => name !== "topic");
export const defaultsArguments = [...visible(defaultsSchema.shape), "schema"];
export const setArguments = ["messages", "defaults", ...visible(setSchema.shape)];
