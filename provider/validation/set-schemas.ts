import { z } from "zod";
import { CHANGE_LIMIT_EXPECTED, type ChangeLimit, isChangeLimit } from "../messages/change-limit";
import { isPercent, PERCENT_EXPECTED } from "../messages/rollout";
import { reasonsAgainstTopicName } from "../messages/topic";
import type { StoredHiddenInputs } from "../pulumi/hidden-inputs";
import { isReservedKey } from "../pulumi/signatures";
import type { Agrees, Assert } from "./agreement";
import type { SetArguments, SetMessageArguments } from "./arguments";
import {
  endpointSchema,
  flagSchema,
  regionSchema,
  rule,
  templateSchema,
  textSchema,
  topicSchema,
} from "./common-schemas";
import { isGlob } from "./glob-rules";
import { defaultsSchema, messagePropertySchemas } from "./message-schemas";
import { argumentNames, hiddenInputSchemas } from "./resource-schemas";

/** A message of a set with its topic, which is its key in the set. */
export const setMessageSchema = z
  .strictObject({
    topic: topicSchema,
    payload: z.unknown(),
    payloadBase64: z.unknown(),
    ...messagePropertySchemas,
    marker: flagSchema,
  })
  .partial();

/** The arguments that a folder of files gives to its messages. */
export const fileArgumentsSchema = z.strictObject({ ...messagePropertySchemas, marker: flagSchema }).partial();

const rolloutSchema = z
  .strictObject(
    {
      percent: z.custom<number>(isPercent, PERCENT_EXPECTED),
      first: z.array(textSchema.refine(isGlob, "expected a glob"), "expected a list of globs of topics"),
    },
    "expected a record with `percent`, `first`, or both",
  )
  .partial();

const changeLimitSchema = z.custom<ChangeLimit>(isChangeLimit, CHANGE_LIMIT_EXPECTED);

/** A RetainedMessageSet without its messages and defaults, as the engine hands it over. Every property is optional. */
export const setSchema = z
  .strictObject({
    exclusive: z.array(textSchema.superRefine(rule(reasonsAgainstPrefix)), "expected a list of topic prefixes"),
    applied: templateSchema,
    overwrite: flagSchema,
    marker: flagSchema,
    verify: flagSchema,
    allowEmpty: flagSchema,
    rollout: rolloutSchema,
    maxClears: changeLimitSchema,
    maxChanges: changeLimitSchema,
    region: regionSchema,
    endpoint: endpointSchema,
    ...hiddenInputSchemas,
  })
  .partial();

/** Does not compile if a schema and its type differ. */
export type SchemasAgree = [
  Assert<Agrees<typeof setMessageSchema, SetMessageArguments & { topic?: string }>>,
  Assert<Agrees<typeof fileArgumentsSchema, Omit<SetMessageArguments, "payload" | "payloadBase64">>>,
  Assert<Agrees<typeof setSchema, SetArguments & StoredHiddenInputs>>,
];

/** Names of the arguments of a message of a set. */
export const setMessageArguments = argumentNames(setMessageSchema).filter((name) => name !== "topic");

/** Names of what is inside of an argument of a set. */
export const insideOfSetArguments = { rollout: Object.keys(rolloutSchema.shape) };

/** Names of the arguments in the defaults of a set. */
export const defaultsArguments = argumentNames(defaultsSchema);

/** Names of the arguments of a RetainedMessageSet. */
export const setArguments = ["messages", "defaults", ...argumentNames(setSchema)].filter((name) => name !== "schema");

/** A prefix is a topic and what is below it or, with a slash at its end, only what is below it. */
function reasonsAgainstPrefix(prefix: string): string[] {
  if (prefix === "" || prefix === "/") {
    return ["expected at least one level of a topic: else whatever is in the account would be cleared"];
  }
  return [
    ...reasonsAgainstTopicName(prefix),
    ...(prefix.startsWith("$") ? ["must not begin with `$`: AWS reserves those topics"] : []),
    // What a refresh finds there is a key of an object.
    ...(isReservedKey(prefix) ? [`cannot be a prefix: use \`${prefix}/\` for the topics below it`] : []),
  ];
}
