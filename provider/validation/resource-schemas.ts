import { z } from "zod";
import { isHidden, type StoredHiddenInputs } from "../pulumi/hidden-inputs";
import type { Agrees, Assert } from "./agreement";
import type { PublicationArguments, RetainedMessageArguments } from "./arguments";
import { endpointSchema, flagSchema, regionSchema, topicSchema } from "./common-schemas";
import { messagePropertySchemas } from "./message-schemas";

/** The hidden inputs that are part of a resource's inputs. */
export const hiddenInputSchemas = {
  __urn: z.string(),
  __owner: z.string(),
  __secrets: z.array(z.string()),
  __ignored: z.array(z.string()),
  __inCode: z.union([z.literal(true), z.string()]),
  // Never looked at here: every text that was ever shipped has to pass.
  __provider: z.custom<string>(),
};

/** A RetainedMessage as the engine hands it over. Every property is optional: unknown ones are taken out before. */
export const retainedMessageSchema = z
  .strictObject({
    topic: topicSchema,
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

/** A Publication as the engine hands it over. Every property is optional. */
export const publicationSchema = retainedMessageSchema
  .omit({ onExpiry: true, version: true, overwrite: true, marker: true })
  .extend({ triggers: z.array(z.unknown(), "expected a list of values").optional() });

/** Does not compile if a schema and its type differ. */
export type SchemasAgree = [
  Assert<Agrees<typeof retainedMessageSchema, RetainedMessageArguments & StoredHiddenInputs>>,
  Assert<Agrees<typeof publicationSchema, PublicationArguments & StoredHiddenInputs>>,
];

/** Names of the arguments of a RetainedMessage. */
export const retainedMessageArguments = argumentNames(retainedMessageSchema);

/** Names of the arguments of a Publication. */
export const publicationArguments = argumentNames(publicationSchema);

/** The names that a program may write for the properties of a schema. `schema` is one of them, and stays in the program. */
export function argumentNames({ shape }: z.ZodObject): string[] {
  return [...Object.keys(shape), "schema"].filter((name) => !isHidden(name));
}
