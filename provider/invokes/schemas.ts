import { z } from "zod";
import type { Agrees, Assert } from "../validation/agreement";
import {
  endpointSchema,
  flagSchema,
  regionSchema,
  templateSchema,
  textSchema,
  topicSchema,
} from "../validation/common-schemas";
import type { DeployerPolicyArgs, SubscriberPolicyArgs } from "./policy-types";
import type { ConvergenceArgs, GetRetainedMessageArgs, ListRetainedMessagesArgs, ThingsQuery } from "./types";

const place = { region: regionSchema.optional(), endpoint: endpointSchema.optional() };
const texts = z.array(textSchema, "expected a list of strings");
const scope = { region: textSchema, accountId: textSchema, partition: textSchema.optional() };

/** The arguments of each function, as a program in any language may give them. */
export const invokeSchemas = {
  getRetainedMessage: z.strictObject({ topic: topicSchema, ...place }),
  listRetainedMessages: z.strictObject({ prefix: textSchema.optional(), ...place }),
  convergence: z.strictObject({
    topics: texts,
    applied: templateSchema,
    versions: z.record(z.string(), textSchema, "expected a record of versions by topic").optional(),
    readOlder: flagSchema.optional(),
    ...place,
  }),
  thingsInGroup: z.strictObject({
    group: textSchema,
    recursive: flagSchema.optional(),
    attributes: flagSchema.optional(),
    ...place,
  }),
  // The options of a folder are examined when it is read.
  loadMessages: z.looseObject({ directory: textSchema, layers: texts.optional() }),
  deployerPolicy: z.strictObject({
    topics: texts,
    thingGroups: texts.optional(),
    applied: templateSchema.optional(),
    alarms: flagSchema.optional(),
    ...scope,
  }),
  subscriberPolicy: z.strictObject({
    topics: texts,
    clientIds: texts.optional(),
    applied: templateSchema.optional(),
    ...scope,
  }),
};

/** Does not compile if a schema and its type differ. */
export type SchemasAgree = [
  Assert<Agrees<typeof invokeSchemas.getRetainedMessage, GetRetainedMessageArgs>>,
  Assert<Agrees<typeof invokeSchemas.listRetainedMessages, ListRetainedMessagesArgs>>,
  Assert<Agrees<typeof invokeSchemas.convergence, ConvergenceArgs>>,
  Assert<Agrees<typeof invokeSchemas.thingsInGroup, ThingsQuery>>,
  Assert<Agrees<typeof invokeSchemas.deployerPolicy, DeployerPolicyArgs>>,
  Assert<Agrees<typeof invokeSchemas.subscriberPolicy, SubscriberPolicyArgs>>,
];
