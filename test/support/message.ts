import type * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, type RetainedMessageArgs } from "../../provider";

export const topic = "site/a/config";

/** A program with one message, named `message`. */
export function message(args: Partial<RetainedMessageArgs> = {}) {
  return (opts?: pulumi.CustomResourceOptions) =>
    new RetainedMessage("message", { topic, payload: "first", ...args }, opts);
}
