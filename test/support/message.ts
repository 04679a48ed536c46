import type * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, type RetainedMessageProperties, type WithPayload } from "../../provider";

export const topic = "site/a/config";

/** Arguments that a test lays over those of a message with a payload. */
export type Overrides = Partial<RetainedMessageProperties & WithPayload>;

/** A program with one message, named `message`. */
export function message(args: Overrides = {}) {
  return (opts?: pulumi.CustomResourceOptions) =>
    new RetainedMessage("message", { topic, payload: "first", ...args }, opts);
}
