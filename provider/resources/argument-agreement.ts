import type * as pulumi from "@pulumi/pulumi";
import type { Assert, Same } from "../validation/agreement";
import type {
  PublicationArguments,
  RetainedMessageArguments,
  SetArguments,
  SetMessageArguments,
} from "../validation/arguments";
import type { PublicationArgs } from "./publication";
import type { RetainedMessageArgs } from "./retained-message-args";
import type { RetainedMessageSetArgs, SetMessageArgs } from "./retained-message-set-args";

/** Arguments as check gets them: outputs resolved, and without a schema, which stays in the program. */
type Resolved<Args> = { [K in Exclude<keyof Args, "schema">]: pulumi.Unwrap<Exclude<Args[K], undefined>> };

/**
 * Arguments that are not compared: payloads become text on their way, messages and defaults are checked apart, and triggers
 * are of any type.
 */
type Apart = "payload" | "payloadBase64" | "messages" | "defaults" | "triggers";

type Agree<Args, Arguments> = Same<Omit<Resolved<Args>, Apart>, Omit<Arguments, Apart>>;

/** Does not compile if the arguments that a program may write are not those that check expects. */
export type ArgumentsAgree = [
  Assert<Agree<RetainedMessageArgs, RetainedMessageArguments>>,
  Assert<Agree<PublicationArgs, PublicationArguments>>,
  Assert<Agree<RetainedMessageSetArgs, SetArguments>>,
  Assert<Agree<SetMessageArgs, SetMessageArguments>>,
];
