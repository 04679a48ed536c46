import type * as pulumi from "@pulumi/pulumi";
import { RetainedMessageSet, type RetainedMessageSetArgs } from "../../provider";

/** A program with one set, named `defaults`. */
export function set(
  messages: RetainedMessageSetArgs["messages"],
  args: Partial<RetainedMessageSetArgs> = {},
  opts: pulumi.CustomResourceOptions = {},
) {
  return () => new RetainedMessageSet("defaults", { messages, ...args }, opts);
}
